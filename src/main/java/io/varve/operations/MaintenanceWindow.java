package io.varve.operations;

import io.varve.web.ProblemException;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When jobs pause: once, {@code from} to {@code until}, or on days of the week from one time of a zone to another.
 *
 * @param name as in the path
 * @param effect pause: begin nothing within it; only: begin nothing outside of it
 * @param job for this kind of work; null for all
 * @param tier for work on this tier, raw or all; null for every
 * @param days of the week it begins on, 1 for Monday to 7; null for all
 */
record MaintenanceWindow(
        @Nullable String name,
        @Nullable String effect,
        @Nullable String job,
        @Nullable String tier,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable LocalTime fromTime,
        @Nullable LocalTime untilTime,
        @Nullable List<Integer> days,
        @Nullable String timeZone) {

    /** A 400 that names the member if something is wrong with it. */
    void check(String path, List<String> tiers, List<String> zones) {
        require(name == null || name.equals(path), "name", "'name' must be the name in the path, '" + path + "'");
        require(effect != null && List.of("pause", "only").contains(effect), "effect", "'effect' is pause or only");
        require(job == null || Choices.KINDS.contains(job), "job", "'job' is one of " + Choices.KINDS);
        require(tier == null || tiers.contains(tier), "tier", "'tier' is one of " + tiers);
        if (from != null || until != null) {
            require(
                    from != null && until != null && from.isBefore(until),
                    "until",
                    "'from' and 'until' come together, and 'until' is later");
            require(
                    fromTime == null && untilTime == null && days == null && timeZone == null,
                    "from_time",
                    "a window is either from 'from' until 'until', or from 'from_time' until 'until_time' on some days");
            return;
        }
        require(
                fromTime != null && untilTime != null && !fromTime.equals(untilTime),
                "from_time",
                "'from' and 'until', or 'from_time' and 'until_time', which differ, are missing");
        require(
                timeZone != null && zones.contains(timeZone),
                "time_zone",
                "'time_zone' is a name such as Europe/Berlin");
        require(
                days == null || !days.isEmpty() && days.stream().allMatch(day -> day >= 1 && day <= 7),
                "days",
                "'days' are some of 1 (Monday) to 7");
    }

    private static void require(boolean right, String member, String detail) {
        if (!right) {
            throw ProblemException.badRequest("bad-member", detail).with("member", member);
        }
    }
}
