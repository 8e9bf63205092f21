package io.varve.analysis;

import io.varve.query.Question;
import io.varve.query.Questions;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/timeseries/histogram}: how values are distributed. */
@RestController
class HistogramController {

    private final Questions questions;

    HistogramController(Questions questions) {
        this.questions = questions;
    }

    @GetMapping("/api/timeseries/histogram")
    @Nullable
    HistogramAnswer histogram(
            @RequestParam(name = "series", required = false) @Nullable String series,
            @RequestParam(name = "user_id", required = false) @Nullable String userId,
            @RequestParam(name = "session_id", required = false) @Nullable String sessionId,
            @RequestParam(name = "tags", required = false) @Nullable String tags,
            @RequestParam(name = "tz", required = false) @Nullable String tz,
            @RequestParam(name = "timeout", required = false) @Nullable String timeout,
            @RequestParam(name = "start_time", required = false) @Nullable String startTime,
            @RequestParam(name = "end_time", required = false) @Nullable String endTime,
            @RequestParam(name = "range", required = false) @Nullable String range,
            @RequestParam(name = "group_by", required = false) @Nullable String groupBy,
            @RequestParam(name = "bins", required = false) @Nullable String bins,
            @RequestParam(name = "bin_width", required = false) @Nullable String binWidth) {
        BinRule rule = BinRule.parse(bins, binWidth);
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
                .with("group_by", groupBy)
                .with("interval", "1y")
                .values());
        return questions.answer(question, question.range(), tables -> HistogramAnswer.of(question, rule, tables));
    }
}
