package io.varve.schema;

import static io.varve.schema.ContractScenario.RANGE;

import io.varve.schema.Exchanges.Request;
import java.util.List;
import java.util.stream.Stream;

/** What is asked of the analyses. */
final class AnalysisRequests {

    private static final String COMPARE = "GET /api/timeseries/compare";
    private static final String PEAKS = "GET /api/timeseries/peaks";
    private static final String HISTOGRAM = "GET /api/timeseries/histogram";

    private AnalysisRequests() {}

    static Stream<Request> minimal() {
        return Stream.of(
                Request.of(COMPARE, "/api/timeseries/compare?offset=7d&" + RANGE),
                Request.of(PEAKS, "/api/timeseries/peaks?" + RANGE),
                Request.of(HISTOGRAM, "/api/timeseries/histogram?" + RANGE));
    }

    static void play(Exchanges exchanges) {
        String path = "/api/timeseries/";
        String compare = path + "compare?interval=hour&offset=1h&";
        exchanges.send(Request.of(COMPARE, compare + "series=session.*&agg_func=sum,count&" + RANGE), 200);
        exchanges.send(Request.of(COMPARE, compare + "fill=zero&group_by=room,user_id&" + RANGE), 200);
        exchanges.send(Request.of(PEAKS, path + "peaks?group_by=session_id&" + RANGE), 200);
        for (String by : List.of("hour_of_day", "hour_of_week", "day_of_week", "month_of_year")) {
            exchanges.send(Request.of(PEAKS, path + "peaks?by=" + by + "&agg_func=max&" + RANGE), 200);
        }
        exchanges.send(Request.of(HISTOGRAM, path + "histogram?series=door.locked&" + RANGE), 200);
        exchanges.send(Request.of(HISTOGRAM, path + "histogram?" + RANGE), 422);
        exchanges.send(Request.of(COMPARE, compare + "agg_func=p95&" + RANGE), 422);
        exchanges.send(Request.of(PEAKS, path + "peaks?agg_func=p95&" + RANGE), 422);
        exchanges.send(Request.of(COMPARE, path + "compare"), 400);
        exchanges.send(Request.of(PEAKS, path + "peaks?by=x"), 400);
        exchanges.send(Request.of(HISTOGRAM, path + "histogram?bins=x"), 400);
        exchanges.send(Request.of(COMPARE, compare + "series=nothing"), 404);
        exchanges.send(Request.of(PEAKS, path + "peaks?series=nothing"), 404);
        exchanges.send(Request.of(HISTOGRAM, path + "histogram?series=nothing"), 404);
    }
}
