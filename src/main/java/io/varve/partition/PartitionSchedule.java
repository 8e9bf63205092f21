package io.varve.partition;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

/** When partitions are looked after: right after the start, then every {@code varve.partition.interval}. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "varve.jobs.enabled", matchIfMissing = true)
class PartitionSchedule implements SchedulingConfigurer {

    private final PartitionMaintenance maintenance;
    private final PartitionProperties properties;

    PartitionSchedule(PartitionMaintenance maintenance, PartitionProperties properties) {
        this.maintenance = maintenance;
        this.properties = properties;
    }

    @Override
    public void configureTasks(ScheduledTaskRegistrar tasks) {
        tasks.addFixedDelayTask(maintenance::makeAhead, properties.interval());
        tasks.addFixedDelayTask(maintenance::analyze, properties.interval());
    }
}
