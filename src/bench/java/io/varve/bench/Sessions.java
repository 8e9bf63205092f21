package io.varve.bench;

import io.varve.bench.SessionRecipe.Session;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The stress recipe of a session store: one request per session, then everything rolled up. */
final class Sessions implements Scenario {

    private static final int CONNECTIONS = 16;
    /** Sessions sent beforehand, because the service's code gets faster for some thousand requests. */
    private static final int WARM_UP = 3000;

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public String title() {
        return "Sessions: 25,000 of ten points, one request each, 16 connections";
    }

    @Override
    public void run(Bench bench) throws Exception {
        int count = bench.scaled(25_000, 1000);
        Section section = bench.section();
        try (Service service = bench.start("varve.catalog.seed=classpath:seed/metric-types.json")) {
            Instant now = Bench.now();
            service.refresh(now);
            send(service, new SessionRecipe(3, now).sessions(bench.scaled(WARM_UP, 500)));
            service.refresh(now);
            Timing timing = send(service, new SessionRecipe(1, now).sessions(count));
            double refresh = service.refresh(now);
            Tiers.checkSettled(service.database());
            Timing sql = sql(service, now, count);
            section.ratio(
                    "against the same SQL",
                    Section.figure(count / timing.seconds()) + "/s",
                    Section.figure(count / sql.seconds()) + "/s",
                    sql.seconds() / timing.seconds(),
                    null);
            section.absolute("sessions per second", count / timing.seconds(), "", Target.atLeast(1000));
            section.absolute("request, p50", timing.millisAt(50), "ms", null);
            section.absolute("request, p99", timing.millisAt(99), "ms", null);
            section.absolute("refresh of all tiers", refresh, "s", null);
            section.absolute("whole recipe", timing.seconds() + refresh, "s", Target.atMost(30));
            section.note(
                    "Processor seconds per thousand sessions: " + timing.cpu().perMillion(count * 1000L) + ".");
        }
    }

    private static Timing send(Service service, List<Session> sessions) throws Exception {
        List<byte[]> bodies = sessions.stream()
                .map(session -> session.body().getBytes(StandardCharsets.US_ASCII))
                .toList();
        return Load.posts(service, CONNECTIONS, "/api/sessions", "application/json", bodies)
                .run(service);
    }

    private static Timing sql(Service service, Instant now, int count) throws Exception {
        Database database = service.database();
        List<Session> sessions = new SessionRecipe(2, now).sessions(count);
        Map<String, Integer> series = SessionSql.series(database);
        return new Load(CONNECTIONS, count, () -> new SessionSql(database, sessions, series, now)).run(service);
    }
}
