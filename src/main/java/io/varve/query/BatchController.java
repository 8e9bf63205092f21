package io.varve.query;

import io.varve.web.JsonBody;
import io.varve.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/timeseries/batch}: several queries, answered as of one moment. */
@RestController
class BatchController {

    private static final int MOST_QUERIES = 20;
    private static final int MOST_ROWS = 100_000;
    private static final int USUAL_ROWS = 10_000;

    private final QueryReader reader;
    private final Batches batches;
    private final QueryMeters meters;
    private final RunningQueries running;

    BatchController(QueryReader reader, Batches batches, QueryMeters meters, RunningQueries running) {
        this.reader = reader;
        this.batches = batches;
        this.meters = meters;
        this.running = running;
    }

    /** The members of each are the query parameters of {@code GET /api/timeseries}, but one time for all. */
    private record Body(
            @Nullable List<@Nullable Map<String, @Nullable Object>> queries,
            @Nullable String timeout) {}

    @PostMapping(path = "/api/timeseries/batch", consumes = MediaType.APPLICATION_JSON_VALUE)
    BatchAnswer answer(HttpServletRequest request) throws IOException {
        Body body = JsonBody.read(request, Body.class);
        List<@Nullable Map<String, @Nullable Object>> asked = body.queries();
        if (asked == null || asked.isEmpty() || asked.size() > MOST_QUERIES) {
            throw JsonBody.bad("queries", "'queries' takes 1 to %d queries".formatted(MOST_QUERIES));
        }
        List<TimeseriesQuery> queries = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            queries.add(read(i, asked, body.timeout()));
        }
        if (queries.stream().mapToLong(TimeseriesQuery::limit).sum() > MOST_ROWS) {
            throw JsonBody.bad("limit", "the limits of all queries together are at most %d rows".formatted(MOST_ROWS));
        }
        return meters.timed(() -> batches.answer(queries));
    }

    private TimeseriesQuery read(
            int index, List<@Nullable Map<String, @Nullable Object>> asked, @Nullable String timeout) {
        Map<String, @Nullable Object> members = asked.get(index);
        try {
            if (members == null) {
                throw JsonBody.bad("queries", "a query is an object, not null");
            }
            running.account().asked(line(members));
            TimeseriesQuery query = reader.read(TimeseriesParameters.ofMembers(members, timeout));
            return members.get("limit") == null
                    ? query.page(query.cursor(), Math.min(USUAL_ROWS, MOST_ROWS / asked.size()))
                    : query;
        } catch (ProblemException e) {
            throw e.with("index", index);
        }
    }

    private static String line(Map<String, @Nullable Object> members) {
        return members.entrySet().stream()
                .filter(member -> member.getValue() != null)
                .map(member -> member.getKey() + "=" + member.getValue())
                .collect(Collectors.joining("&"));
    }
}
