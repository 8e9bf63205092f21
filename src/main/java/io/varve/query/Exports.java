package io.varve.query;

import io.varve.web.ProblemException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers as lines. A page is read like any other; without a limit all rows are sent while they are read. As such an answer
 * keeps a connection for as long as its client takes, there are only a few at a time.
 */
@Component
class Exports {

    private final Timeseries timeseries;
    private final QueryRepository repository;
    private final FilledPages filled;
    private final CachedAnswers cached;
    private final CellValues values;
    private final JsonMapper json;
    private final Semaphore free;

    Exports(
            Timeseries timeseries,
            QueryRepository repository,
            FilledPages filled,
            CachedAnswers cached,
            CellValues values,
            JsonMapper json,
            QueryProperties properties) {
        this.timeseries = timeseries;
        this.repository = repository;
        this.filled = filled;
        this.cached = cached;
        this.values = values;
        this.json = json;
        this.free = new Semaphore(properties.exports());
    }

    void page(Timeseries.Outcome outcome, AnswerFormat format, HttpServletResponse response) {
        PreparedQuery prepared = outcome.prepared();
        Page page = outcome.page();
        LineHeaders.put(
                response,
                format,
                prepared,
                prepared.isExact(page),
                page.estimates(prepared).bounds(),
                prepared.next(page));
        try (InputStream rows =
                Objects.requireNonNull(page.spooled(), "spooled rows").input()) {
            rows.transferTo(response.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void all(TimeseriesQuery query, AnswerFormat format, HttpServletResponse response) {
        if (!free.tryAcquire()) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "5");
            throw new ProblemException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "too-many-exports",
                    "As many exports as varve.query.exports allows are under way. Try again later, or ask for pages with"
                            + " limit.");
        }
        try {
            LineAnswer answer = new LineAnswer(format, response, values, json);
            timeseries.send(query, new Export(repository, filled, cached, answer));
            answer.end();
        } catch (RuntimeException e) {
            if (!response.isCommitted()) {
                response.reset();
            }
            throw e;
        } finally {
            free.release();
        }
    }
}
