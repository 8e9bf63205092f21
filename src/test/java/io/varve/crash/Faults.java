package io.varve.crash;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lets a fault happen at a point, while others work, and returns once the service can be used again. */
final class Faults {

    /** Several rounds of all jobs, and less than any timeout. */
    private static final Duration DELAY = Duration.ofMillis(1500);

    private final Site site;
    private final JdbcClient superuser;
    private final Duration backendFrozen;

    /** @param backendFrozen for how long a session's process stands still */
    Faults(Site site, Duration backendFrozen) {
        this.site = site;
        this.superuser = JdbcClient.create(site.server.dataSource("postgres"));
        this.backendFrozen = backendFrozen;
    }

    /** @param begins is told when it begins */
    void happen(Point point, Fault fault, Runnable begins) {
        try (Gate gate = Gate.close(site.server, 0, point)) {
            int backend = gate.awaitWaiting();
            begins.run();
            if (point == Point.AFTER_COMMIT) {
                happenAfterCommit(gate, backend, fault);
            } else {
                happenAt(gate, backend, fault);
            }
        }
        site.awaitReady(0);
    }

    private void happenAt(Gate gate, int backend, Fault fault) {
        switch (fault) {
            case KILL_SERVICE -> {
                site.service(0).kill();
                gate.open();
                startAgain();
            }
            case TERMINATE_BACKEND -> terminate(backend);
            case STOP_DATABASE -> {
                site.server.stopImmediately();
                site.server.startAgain();
            }
            case FREEZE_SERVICE -> {
                Site.signal("STOP", site.service(0).pid());
                elapse(Site.BEYOND_TIMEOUTS);
                Site.signal("CONT", site.service(0).pid());
            }
            case FREEZE_BACKEND, DELAY_BACKEND -> {
                Site.signal("STOP", backend);
                gate.open();
                elapse(fault == Fault.DELAY_BACKEND ? DELAY : backendFrozen);
                Site.signal("CONT", backend);
            }
        }
    }

    /**
     * The service stands still from before the commit on, so it cannot know of it: what the commit's answer says waits in
     * its socket, or is lost with it.
     */
    private void happenAfterCommit(Gate gate, int backend, Fault fault) {
        long service = site.service(0).pid();
        Site.signal("STOP", service);
        gate.open();
        await("commit").pollInterval(Duration.ofMillis(5)).until(() -> isIdle(backend));
        switch (fault) {
            case KILL_SERVICE -> {
                site.service(0).kill();
                startAgain();
                return;
            }
            case TERMINATE_BACKEND -> terminate(backend);
            case STOP_DATABASE -> {
                site.server.stopImmediately();
                site.server.startAgain();
            }
            case FREEZE_SERVICE -> elapse(Site.BEYOND_TIMEOUTS);
            case FREEZE_BACKEND, DELAY_BACKEND -> {
                Site.signal("STOP", backend);
                Site.signal("CONT", service);
                elapse(fault == Fault.DELAY_BACKEND ? DELAY : backendFrozen);
                Site.signal("CONT", backend);
                return;
            }
        }
        Site.signal("CONT", service);
    }

    private boolean isIdle(int backend) {
        return superuser
                .sql("SELECT state = 'idle' FROM pg_stat_activity WHERE pid = ?")
                .param(backend)
                .query(Boolean.class)
                .single();
    }

    private void terminate(int backend) {
        superuser.sql("SELECT pg_terminate_backend(?)").param(backend).query(rows -> {});
    }

    /** Once the sessions of the dead service have ended: until then they may still commit. */
    private void startAgain() {
        await("end of orphaned sessions")
                .atMost(Duration.ofMinutes(1))
                .until(() -> superuser
                        .sql("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'varve-%'")
                        .query(Integer.class)
                        .single()
                        .equals(0));
        site.start(0, "0");
        site.awaitStarted(0);
    }

    /** Standing still has no state that could be waited for but time. */
    private static void elapse(Duration duration) {
        await("time").pollDelay(duration).atMost(duration.plusMinutes(1)).until(() -> true);
    }
}
