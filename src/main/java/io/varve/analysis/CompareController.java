package io.varve.analysis;

import io.varve.query.Question;
import io.varve.query.Questions;
import io.varve.timeseries.TimeRange;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/timeseries/compare}: a period beside an earlier one. */
@RestController
class CompareController {

    private final Questions questions;

    CompareController(Questions questions) {
        this.questions = questions;
    }

    @GetMapping("/api/timeseries/compare")
    @Nullable
    Comparison compare(
            @RequestParam(name = "series", required = false) @Nullable String series,
            @RequestParam(name = "user_id", required = false) @Nullable String userId,
            @RequestParam(name = "session_id", required = false) @Nullable String sessionId,
            @RequestParam(name = "tags", required = false) @Nullable String tags,
            @RequestParam(name = "tz", required = false) @Nullable String tz,
            @RequestParam(name = "timeout", required = false) @Nullable String timeout,
            @RequestParam(name = "interval", required = false) @Nullable String interval,
            @RequestParam(name = "origin", required = false) @Nullable String origin,
            @RequestParam(name = "start_time", required = false) @Nullable String startTime,
            @RequestParam(name = "end_time", required = false) @Nullable String endTime,
            @RequestParam(name = "range", required = false) @Nullable String range,
            @RequestParam(name = "agg_func", required = false) @Nullable String aggFunc,
            @RequestParam(name = "exact", required = false) @Nullable String exact,
            @RequestParam(name = "group_by", required = false) @Nullable String groupBy,
            @RequestParam(name = "fill", required = false) @Nullable String fill,
            @RequestParam(name = "fill_limit", required = false) @Nullable String fillLimit,
            @RequestParam(name = "order", required = false) @Nullable String order,
            @RequestParam(name = "offset", required = false) @Nullable String offset) {
        Question question = questions.read(new Given()
                .with("series", series)
                .with("user_id", userId)
                .with("session_id", sessionId)
                .with("tags", tags)
                .with("tz", tz)
                .with("timeout", timeout)
                .with("interval", interval)
                .with("origin", origin)
                .with("start_time", startTime)
                .with("end_time", endTime)
                .with("range", range)
                .with("agg_func", aggFunc)
                .with("exact", exact)
                .with("group_by", groupBy)
                .with("fill", fill)
                .with("fill_limit", fillLimit)
                .with("order", order)
                .values());
        Offset by = Offset.parse(offset, question.zone());
        TimeRange previous = Periods.of(question, by).previous();
        TimeRange both = new TimeRange(
                Math.min(previous.from(), question.range().from()),
                question.range().to());
        return questions.answer(question, both, tables -> Comparison.of(question, by, tables));
    }
}
