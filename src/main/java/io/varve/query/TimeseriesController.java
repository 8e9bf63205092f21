package io.varve.query;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/timeseries} and {@code /api/timeseries/explain}: the same parameters, the answer or how it is found. */
@RestController
class TimeseriesController {

    private final QueryReader reader;
    private final Timeseries timeseries;
    private final AnswerBuilder answers;
    private final QueryRepository repository;
    private final QueryMeters meters;
    private final Exports exports;
    private final CachedAnswers cached;

    TimeseriesController(
            QueryReader reader,
            Timeseries timeseries,
            AnswerBuilder answers,
            QueryRepository repository,
            QueryMeters meters,
            Exports exports,
            CachedAnswers cached) {
        this.reader = reader;
        this.timeseries = timeseries;
        this.answers = answers;
        this.repository = repository;
        this.meters = meters;
        this.exports = exports;
        this.cached = cached;
    }

    @GetMapping("/api/timeseries")
    @Nullable
    ResponseEntity<Answer> timeseries(
            @RequestParam(name = "series", required = false) @Nullable String series,
            @RequestParam(name = "user_id", required = false) @Nullable String userId,
            @RequestParam(name = "session_id", required = false) @Nullable String sessionId,
            @RequestParam(name = "tags", required = false) @Nullable String tags,
            @RequestParam(name = "interval", required = false) @Nullable String interval,
            @RequestParam(name = "tz", required = false) @Nullable String tz,
            @RequestParam(name = "origin", required = false) @Nullable String origin,
            @RequestParam(name = "window", required = false) @Nullable String window,
            @RequestParam(name = "start_time", required = false) @Nullable String startTime,
            @RequestParam(name = "end_time", required = false) @Nullable String endTime,
            @RequestParam(name = "range", required = false) @Nullable String range,
            @RequestParam(name = "agg_func", required = false) @Nullable String aggFunc,
            @RequestParam(name = "exact", required = false) @Nullable String exact,
            @RequestParam(name = "group_by", required = false) @Nullable String groupBy,
            @RequestParam(name = "fill", required = false) @Nullable String fill,
            @RequestParam(name = "fill_limit", required = false) @Nullable String fillLimit,
            @RequestParam(name = "top", required = false) @Nullable String top,
            @RequestParam(name = "bottom", required = false) @Nullable String bottom,
            @RequestParam(name = "by", required = false) @Nullable String by,
            @RequestParam(name = "order", required = false) @Nullable String order,
            @RequestParam(name = "limit", required = false) @Nullable String limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @RequestParam(name = "timeout", required = false) @Nullable String timeout,
            @RequestParam(name = "format", required = false) @Nullable String format,
            @RequestHeader(name = HttpHeaders.ACCEPT, required = false) @Nullable String accept,
            HttpServletResponse response)
            throws HttpMediaTypeNotAcceptableException {
        AnswerFormat form = AnswerFormat.of(format, accept);
        TimeseriesParameters parameters = new TimeseriesParameters(
                series, userId, sessionId, tags, interval, tz, origin, window, startTime, endTime, range, aggFunc,
                exact, groupBy, fill, fillLimit, order, limit, cursor, timeout, top, bottom, by);
        response.setHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        return meters.timed(() -> answer(parameters, form, response));
    }

    @GetMapping("/api/timeseries/explain")
    Explanation explain(
            @RequestParam(name = "series", required = false) @Nullable String series,
            @RequestParam(name = "user_id", required = false) @Nullable String userId,
            @RequestParam(name = "session_id", required = false) @Nullable String sessionId,
            @RequestParam(name = "tags", required = false) @Nullable String tags,
            @RequestParam(name = "interval", required = false) @Nullable String interval,
            @RequestParam(name = "tz", required = false) @Nullable String tz,
            @RequestParam(name = "origin", required = false) @Nullable String origin,
            @RequestParam(name = "window", required = false) @Nullable String window,
            @RequestParam(name = "start_time", required = false) @Nullable String startTime,
            @RequestParam(name = "end_time", required = false) @Nullable String endTime,
            @RequestParam(name = "range", required = false) @Nullable String range,
            @RequestParam(name = "agg_func", required = false) @Nullable String aggFunc,
            @RequestParam(name = "exact", required = false) @Nullable String exact,
            @RequestParam(name = "group_by", required = false) @Nullable String groupBy,
            @RequestParam(name = "fill", required = false) @Nullable String fill,
            @RequestParam(name = "fill_limit", required = false) @Nullable String fillLimit,
            @RequestParam(name = "top", required = false) @Nullable String top,
            @RequestParam(name = "bottom", required = false) @Nullable String bottom,
            @RequestParam(name = "by", required = false) @Nullable String by,
            @RequestParam(name = "order", required = false) @Nullable String order,
            @RequestParam(name = "limit", required = false) @Nullable String limit,
            @RequestParam(name = "cursor", required = false) @Nullable String cursor,
            @RequestParam(name = "timeout", required = false) @Nullable String timeout) {
        return explain(new TimeseriesParameters(
                series, userId, sessionId, tags, interval, tz, origin, window, startTime, endTime, range, aggFunc,
                exact, groupBy, fill, fillLimit, order, limit, cursor, timeout, top, bottom, by));
    }

    private @Nullable ResponseEntity<Answer> answer(
            TimeseriesParameters parameters, AnswerFormat format, HttpServletResponse response) {
        TimeseriesQuery query = reader.read(parameters);
        boolean streams = format != AnswerFormat.JSON && parameters.limit() == null;
        String asked = format + " " + parameters.asked();
        Dependence.Extent extent = Dependence.Extent.of(query);
        // What is sent while it is read may turn out to be told from profiles, or to reach further than was known.
        boolean known = !(streams && (query.takesProfiles() || extent.after()));
        if (known && cached.serves(query, extent, asked)) {
            return null;
        }
        if (streams) {
            exports.all(query.page(query.cursor(), Integer.MAX_VALUE), format, response);
            return null;
        }
        Timeseries.Outcome outcome = timeseries.answer(query, answers.spool(format));
        cached.computed(query, extent, asked, outcome.page().reach());
        if (outcome.prepared().ways().isByItself()) {
            cached.refuse();
        }
        meters.served(outcome.prepared().segments());
        if (format != AnswerFormat.JSON) {
            exports.page(outcome, format, response);
            return null;
        }
        return ResponseEntity.ok().contentType(format.type()).body(answers.build(outcome));
    }

    private Explanation explain(TimeseriesParameters parameters) {
        PreparedQuery all = timeseries.prepare(reader.read(parameters));
        PreparedQuery prepared = all.query().top() == null ? all : Ranking.part(all);
        PendingHull hull = timeseries.pending(prepared);
        PreparedQuery shown = timeseries.shortcut(prepared, hull);
        if (shown.isEmpty() || shown.readsNothing()) {
            return Explanation.of(shown, PendingHull.NONE, List.of());
        }
        return Explanation.of(
                shown,
                hull,
                timeseries.statements(shown, hull).stream()
                        .map(statement -> Explanation.Statement.of(
                                statement,
                                repository.explain(statement),
                                prepared.query().isRaw()))
                        .toList());
    }
}
