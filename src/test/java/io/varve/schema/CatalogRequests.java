package io.varve.schema;

import io.varve.schema.Exchanges.Request;
import java.util.stream.Stream;

/** What is asked of metric types, series and their tags. */
final class CatalogRequests {

    private CatalogRequests() {}

    static Stream<Request> minimal() {
        return Stream.of(
                Request.of("GET /api/metrictypes", "/api/metrictypes"),
                Request.of("GET /api/metrictypes/{series}", "/api/metrictypes/x"),
                Request.json("PUT /api/metrictypes/{series}", "/api/metrictypes/x", "{}"),
                Request.of("DELETE /api/metrictypes/{series}", "/api/metrictypes/x"),
                Request.of("GET /api/series", "/api/series"),
                Request.of("GET /api/series/tags", "/api/series/tags"),
                Request.of("GET /api/series/tags/{tag}", "/api/series/tags/room"));
    }

    static void play(Exchanges exchanges) {
        String path = "/api/metrictypes/room.humidity";
        String put = "PUT /api/metrictypes/{series}";
        String definition =
                "{\"description\":\"Humidity\",\"unit\":\"%\",\"fill\":\"linear\",\"schema\":{\"type\":\"number\",\"minimum\":0}}";
        exchanges.send(Request.json(put, path, definition), 201);
        exchanges.send(Request.json(put, path, definition), 200);
        exchanges.send(
                new Request(put, path, definition, "Content-Type", "application/json", "If-None-Match", "*"), 412);
        exchanges.send(Request.json(put, path, "{\"schema\":{\"type\":\"numbr\"}}"), 400);
        exchanges.send(Request.json(put, path, "{\"fill\":\"guess\"}"), 400);
        exchanges.refusesBodies(put, path);
        exchanges.send(Request.of("GET /api/metrictypes", "/api/metrictypes?limit=2&offset=1"), 200);
        exchanges.send(Request.of("GET /api/metrictypes", "/api/metrictypes?limit=0"), 400);
        exchanges.send(Request.of("GET /api/metrictypes/{series}", "/api/metrictypes/session.urine.color"), 200);
        exchanges.send(Request.of("GET /api/metrictypes/{series}", "/api/metrictypes/nothing"), 404);
        exchanges.send(Request.of("GET /api/metrictypes/{series}", path + "?x=1"), 400);
        exchanges.send(Request.of("GET /api/series", "/api/series?limit=2"), 200);
        exchanges.send(Request.of("GET /api/series", "/api/series?cursor=x"), 400);
        exchanges.send(Request.of("GET /api/series/tags", "/api/series/tags?limit=1&prefix=r"), 200);
        exchanges.send(Request.of("GET /api/series/tags", "/api/series/tags?limit=x"), 400);
        exchanges.send(Request.of("GET /api/series/tags/{tag}", "/api/series/tags/room?series=office.*"), 200);
        exchanges.send(Request.of("GET /api/series/tags/{tag}", "/api/series/tags/room?prefix="), 400);
    }
}
