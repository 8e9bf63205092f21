package io.varve.partition;

import io.varve.operations.Job;
import io.varve.operations.Ledger;
import io.varve.operations.Run;
import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/** When partitions are looked after: right after the start, then every {@code varve.partition.interval}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class PartitionSchedule implements SchedulingConfigurer {

    private static final Job JOB = Job.ofAll("maintain");

    private final PartitionMaintenance maintenance;
    private final PartitionProperties properties;
    private final Ledger ledger;

    PartitionSchedule(PartitionMaintenance maintenance, PartitionProperties properties, Ledger ledger) {
        this.maintenance = maintenance;
        this.properties = properties;
        this.ledger = ledger;
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar tasks) {
        tasks.addFixedDelayTask(() -> ledger.runIfDue(JOB, this::makeAhead), properties.interval());
        tasks.addFixedDelayTask(() -> ledger.runIfDue(JOB, this::analyze), properties.interval());
    }

    private void makeAhead(Run run) {
        int created = maintenance.makeAhead();
        if (created > 0) {
            run.begin();
            run.wrote(created);
        }
    }

    private void analyze(Run run) {
        List<String> changed = maintenance.toAnalyze();
        if (!changed.isEmpty()) {
            run.begin();
            run.wrote(maintenance.analyze(changed).size());
        }
    }
}
