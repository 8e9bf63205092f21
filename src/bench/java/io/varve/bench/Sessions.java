package io.varve.bench;

import io.varve.bench.SessionRecipe.Session;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The stress recipe of a session store: sessions one by one or in batches, then everything rolled up. */
final class Sessions implements Scenario {

    private static final int CONNECTIONS = 16;
    private static final int BATCH = 500;
    private static final int BATCH_CONNECTIONS = 2;
    /** Sessions sent beforehand, because the service's code gets faster for some thousand requests. */
    private static final int WARM_UP = 3000;

    /** A way of sending sessions. */
    private interface Way {
        Timing send(Service service, List<Session> sessions) throws Exception;
    }

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public String title() {
        return "Sessions: 25,000 of ten points";
    }

    @Override
    public void run(Bench bench) throws Exception {
        measure(bench, "single, 16 connections", Sessions::sendSingly, true);
        measure(bench, "batches of 500, 2 connections", Sessions::sendInBatches, false);
        bench.section()
                .note(
                        "The same SQL: other sessions of the recipe, each by the one statement the service writes a session"
                                + " with, prepared, over 16 connections of JDBC.");
    }

    private static void measure(Bench bench, String what, Way way, boolean single) throws Exception {
        int count = bench.scaled(25_000, 1000);
        Section section = bench.section();
        try (Service service = bench.start("varve.catalog.seed=classpath:seed/metric-types.json")) {
            Instant now = Bench.now();
            service.refresh(now);
            way.send(service, new SessionRecipe(3, now).sessions(bench.scaled(WARM_UP, 500)));
            service.refresh(now);
            Timing timing = way.send(service, new SessionRecipe(1, now).sessions(count));
            double refresh = service.refresh(now);
            Tiers.checkSettled(service.database());
            String rate = what + ": sessions per second";
            if (single) {
                report(section, rate, count, timing, bySql(service, now, count));
                section.absolute(what + ": request, p50", timing.millisAt(50), "ms", null);
                section.absolute(what + ": request, p99", timing.millisAt(99), "ms", null);
            }
            section.absolute(rate, count / timing.seconds(), "", single ? Target.atLeast(1000) : null);
            section.absolute(what + ": refresh of all tiers", refresh, "s", null);
            section.absolute(what + ": whole recipe", timing.seconds() + refresh, "s", Target.atMost(30));
            section.note("Processor seconds per thousand sessions, " + what + ": "
                    + timing.cpu().perMillion(count * 1000L) + ".");
        }
    }

    private static void report(Section section, String what, int count, Timing measured, Timing sql) {
        section.ratio(
                what + ", against the same SQL",
                Section.figure(count / measured.seconds()),
                Section.figure(count / sql.seconds()),
                sql.seconds() / measured.seconds(),
                null);
    }

    private static Timing sendSingly(Service service, List<Session> sessions) throws Exception {
        return post(
                service,
                "/api/sessions",
                CONNECTIONS,
                sessions.stream().map(Session::body).toList());
    }

    private static Timing sendInBatches(Service service, List<Session> sessions) throws Exception {
        List<String> bodies = new ArrayList<>();
        for (int first = 0; first < sessions.size(); first += BATCH) {
            bodies.add(sessions.subList(first, Math.min(sessions.size(), first + BATCH)).stream()
                    .map(Session::body)
                    .collect(Collectors.joining(",", "{\"sessions\":[", "]}")));
        }
        return post(service, "/api/sessions/batch", BATCH_CONNECTIONS, bodies);
    }

    private static Timing post(Service service, String path, int connections, List<String> bodies) throws Exception {
        List<byte[]> bytes = bodies.stream()
                .map(body -> body.getBytes(StandardCharsets.US_ASCII))
                .toList();
        return Load.posts(service, connections, path, "application/json", bytes).run(service);
    }

    private static Timing bySql(Service service, Instant now, int count) throws Exception {
        Database database = service.database();
        List<Session> sessions = new SessionRecipe(2, now).sessions(count);
        Map<String, Integer> series = SessionSql.series(database);
        return new Load(CONNECTIONS, count, () -> new SessionSql(database, sessions, series, now)).run(service);
    }
}
