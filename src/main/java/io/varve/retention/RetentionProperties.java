package io.varve.retention;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * For how long things are kept. Defaults are in application.yml.
 *
 * @param profile ready-made policies: none keeps everything, standard and archive are in docs/retention.md
 * @param file a YAML file with a block retention_policy, as it can also stand in application.yml
 * @param policies policies of one's own; one without a pattern takes the place of the profile's for the same tier
 * @param archiveDirectory where rows are written to before they go, if a policy says so; all instances have to see the same
 * @param interval how often what has expired is removed, 1 min to 30 d
 * @param checkInterval how often each instance looks whether that is due, and an unfinished run is taken up, 1 s to 1 d
 * @param catchUp how far behind refreshes may be, 0 s to 30 d: a tier must be kept for at least the width of a bucket built
 *     from it and this
 * @param snapshotWait how long a run waits for older snapshots before it drops partitions, and leaves them to the next run
 *     otherwise; 0 s to 10 min
 * @param batchSize rows that one transaction deletes, series whose floors it moves, 1 to 100,000
 * @param maxBatches such transactions a tier gets per run, 1 to 1,000,000
 */
@Validated
@ConfigurationProperties("varve.retention")
record RetentionProperties(
        @NotNull RetentionProfile profile,
        @Nullable Path file,
        @DefaultValue List<Configured> policies,

        @Nullable Path archiveDirectory,

        @NotNull @DurationMin(minutes = 1) @DurationMax(days = 30)
        Duration interval,

        @NotNull @DurationMin(seconds = 1) @DurationMax(days = 1)
        Duration checkInterval,

        @NotNull @DurationMin @DurationMax(days = 30) Duration catchUp,
        @NotNull @DurationMin @DurationMax(minutes = 10) Duration snapshotWait,
        @Min(1) @Max(100_000) int batchSize,
        @Min(1) @Max(1_000_000) int maxBatches) {

    /**
     * One policy.
     *
     * @param name made of the tier and the pattern if missing
     * @param tier raw, 1m, 5m, 1h, 1d, 1w, 1mo or 1y
     * @param series regular expression for the whole name of a metric type; for all others if missing
     * @param keep for how long, for example 30d, P1Y or forever
     * @param order of several patterns that match the lowest order counts
     * @param action delete, or archive: written to files first
     */
    record Configured(
            @Nullable String name,
            String tier,
            @Nullable String series,
            String keep,
            @DefaultValue("0") int order,
            @DefaultValue("delete") RetentionPolicy.Action action) {

        Configured {
            Objects.requireNonNull(tier, "a policy needs a tier");
            Keep.parse(Objects.requireNonNull(keep, "a policy needs keep, and for how long"));
            if (series != null) {
                RetentionPolicy.compile(series);
            }
        }

        RetentionPolicy policy() {
            String made = series == null ? tier : tier + " " + series;
            return RetentionPolicy.configured(
                    name == null ? made : name, tier, series, Keep.parse(keep), order, action);
        }
    }
}
