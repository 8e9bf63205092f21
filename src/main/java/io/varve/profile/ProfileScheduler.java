package io.varve.profile;

import io.varve.operations.Rounds;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Runs a {@link ProfileCycle} every {@code varve.profile.interval}. */
@Component
@ConditionalOnBooleanProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class ProfileScheduler {

    private final ProfileCycle cycle;
    private final Rounds rounds;

    ProfileScheduler(ProfileCycle cycle, Rounds rounds) {
        this.cycle = cycle;
        this.rounds = rounds;
    }

    @Scheduled(fixedDelayString = "${varve.profile.interval:1m}", initialDelayString = "10s")
    void profile() {
        rounds.begin("profiling", cycle::run);
    }
}
