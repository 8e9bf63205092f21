package io.varve.analysis;

import io.varve.query.Question;
import io.varve.query.Questions;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/timeseries/peaks}: when values are highest. */
@RestController
class PeaksController {

    private final Questions questions;

    PeaksController(Questions questions) {
        this.questions = questions;
    }

    @GetMapping("/api/timeseries/peaks")
    @Nullable
    PeaksAnswer peaks(
            @RequestParam(name = "series", required = false) @Nullable String series,
            @RequestParam(name = "user_id", required = false) @Nullable String userId,
            @RequestParam(name = "session_id", required = false) @Nullable String sessionId,
            @RequestParam(name = "tags", required = false) @Nullable String tags,
            @RequestParam(name = "tz", required = false) @Nullable String tz,
            @RequestParam(name = "timeout", required = false) @Nullable String timeout,
            @RequestParam(name = "start_time", required = false) @Nullable String startTime,
            @RequestParam(name = "end_time", required = false) @Nullable String endTime,
            @RequestParam(name = "range", required = false) @Nullable String range,
            @RequestParam(name = "agg_func", required = false) @Nullable String aggFunc,
            @RequestParam(name = "exact", required = false) @Nullable String exact,
            @RequestParam(name = "group_by", required = false) @Nullable String groupBy,
            @RequestParam(name = "order", required = false) @Nullable String order,
            @RequestParam(name = "by", required = false) @Nullable String by,
            @RequestParam(name = "top", required = false) @Nullable String top) {
        PeaksAsked asked = PeaksAsked.parse(by, top, order, aggFunc);
        Question question = questions.read(new Given()
                .with("series", series)
                .with("user_id", userId)
                .with("session_id", sessionId)
                .with("tags", tags)
                .with("tz", tz)
                .with("timeout", timeout)
                .with("start_time", startTime)
                .with("end_time", endTime)
                .with("range", range)
                .with("agg_func", aggFunc)
                .with("exact", exact)
                .with("group_by", groupBy)
                .with("interval", asked.interval())
                .values());
        return questions.answer(question, question.range(), tables -> PeaksAnswer.of(question, asked, tables));
    }
}
