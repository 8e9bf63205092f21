package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.catalog.ValueKind;
import io.varve.support.DatabaseExtension;
import io.varve.support.RunningVarve;
import io.varve.support.TestDatabase;
import io.varve.timeseries.Micros;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Pages take the same memory however long they are: rows are written while they are read, not held. */
@ExtendWith(DatabaseExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LongPagesIT {

    private static final int POINTS = 120_000;
    private static final int LONGEST = 100_000;
    private static final long START = Fixture.micros("2025-03-01T00:00:00Z");
    private static final long MEGABYTE = 1 << 20;

    private final TestDatabase database;
    private final RunningVarve varve;
    private final Fixture fixture;

    LongPagesIT(TestDatabase database) {
        this.database = database;
        varve = RunningVarve.start(database, Instant.parse("2025-03-10T12:00:00Z"), "varve.query.fetch-size=5000");
        fixture = new Fixture(varve, database);
    }

    @BeforeAll
    void points() {
        StringBuilder csv = new StringBuilder("time,value,host\n");
        for (int i = 0; i < POINTS; i++) {
            csv.append(Micros.toInstant(START + i * Micros.SECOND))
                    .append(',')
                    .append(i % 1000)
                    .append(".5,h")
                    .append(i % 2)
                    .append('\n');
        }
        assertThat(varve.post("/api/points?series=long", "text/csv", csv.toString())
                        .statusCode())
                .isEqualTo(200);
        int note = fixture.series("note", Map.of(), null, "value", ValueKind.TEXT);
        fixture.points(LongStream.range(0, 1200)
                .mapToObj(i ->
                        new Fixture.Point(note, START + i * 60 * Micros.SECOND, 0, fixture.text("text number " + i)))
                .toList());
    }

    @AfterAll
    void stop() {
        varve.close();
    }

    private static String[] asked(String how, String... more) {
        return Stream.concat(
                        Stream.of("series=long", "start_time=2025-03-01", "end_time=2025-03-03"),
                        Stream.concat(Arrays.stream(how.split("&", -1)), Arrays.stream(more)))
                .toArray(String[]::new);
    }

    /** What is alive while the page is read and when it has been, beside what was before; once with rows in the page, for comparison. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "interval=1s&order=desc",
                "interval=raw",
                "interval=1s&fill=zero",
                "interval=1s&group_by=host&top=2&by=sum"
            })
    void a_page_of_a_hundred_thousand_rows_is_not_held_in_memory(String how) throws InterruptedException {
        TimeseriesQuery query = ProfilesIT.query(varve, asked(how, "limit=" + LONGEST));
        Timeseries timeseries = varve.bean(Timeseries.class);
        try (SpooledRows rows = varve.bean(AnswerBuilder.class).spool(AnswerFormat.JSON);
                Alive alive = new Alive()) {
            Timeseries.Outcome outcome = timeseries.answer(query, rows);
            assertThat(outcome.page().count()).isEqualTo(LONGEST);
            assertThat(alive.most()).isLessThan((how.contains("fill") ? 24 : 7) * MEGABYTE);
            assertThat(alive.now()).isLessThan(2 * MEGABYTE);
        }
        try (Alive alive = new Alive()) {
            Timeseries.Outcome outcome = timeseries.answer(query, Fixture.IN_PAGE);
            assertThat(alive.now()).isGreaterThan(12 * MEGABYTE);
            assertThat(outcome.page().rows()).isNotEmpty();
        }
    }

    /** A page of 100,000 in the form it is asked for has the rows that pages of 34,567 have. */
    @ParameterizedTest
    @ValueSource(strings = {"interval=1s&agg_func=max,count", "interval=1s&fill=linear&order=desc"})
    void long_pages_have_the_rows_of_shorter_ones(String how) {
        for (String format : List.of("json", "csv")) {
            StringBuilder all = new StringBuilder();
            String cursor = "";
            int count = 0;
            while (count < LONGEST && cursor != null) {
                int limit = Math.min(34_567, LONGEST - count);
                HttpResponse<String> page = page(how, format, limit, cursor);
                String rows = rows(format, page.body(), !cursor.isEmpty());
                count += format.equals("json")
                        ? RunningVarve.json(page).get("metadata").get("count").asInt()
                        : limit;
                all.append(format.equals("json") && !all.isEmpty() ? "," : "").append(rows);
                cursor = next(format, page);
            }
            HttpResponse<String> whole = page(how, format, LONGEST, "");
            assertThat(rows(format, whole.body(), false).equals(all.toString()))
                    .as(format)
                    .isTrue();
            assertThat(next(format, whole)).isEqualTo(cursor);
        }
    }

    private HttpResponse<String> page(String how, String format, int limit, String cursor) {
        String[] more = cursor.isEmpty()
                ? new String[] {"format=" + format, "limit=" + limit}
                : new String[] {"format=" + format, "limit=" + limit, "cursor=" + cursor};
        HttpResponse<String> page = fixture.send(ProfilesIT.with(asked(how), more));
        assertThat(page.statusCode()).isEqualTo(200);
        return page;
    }

    private static @Nullable String next(String format, HttpResponse<String> page) {
        if (!format.equals("json")) {
            return page.headers().firstValue("Varve-Next").orElse(null);
        }
        return RunningVarve.json(page).get("metadata").get("next").asString(null);
    }

    private static String rows(String format, String body, boolean further) {
        return switch (format) {
            case "json" -> body.substring(body.indexOf("\"results\":[") + 11, body.length() - 2);
            case "csv" -> further ? body.substring(body.indexOf('\n') + 1) : body;
            default -> body;
        };
    }

    /** Texts are looked up on the connection that the rows come over: with one there is no other. */
    @Test
    void texts_of_long_pages_need_no_second_connection() {
        try (RunningVarve small =
                RunningVarve.start(database, Instant.parse("2025-03-10T12:00:00Z"), "varve.pool.query.size=1")) {
            Fixture asking = new Fixture(small, database);
            JsonNode answer = asking.ask(
                    "series=note",
                    "interval=1m",
                    "agg_func=last",
                    "start_time=2025-03-01",
                    "end_time=2025-03-02",
                    "timeout=20s");
            assertThat(answer.get("results").size()).isEqualTo(1200);
            assertThat(answer.get("results").get(1199).get("value").asString()).isEqualTo("text number 1199");
        }
    }

    @Test
    void what_goes_over_is_read_as_it_was_written_and_leaves_no_file() throws IOException {
        Random random = new Random(5);
        long before = files();
        try (Overflow overflow = new Overflow(1000)) {
            for (int round = 0; round < 4; round++) {
                StringBuilder written = new StringBuilder();
                for (int i = 0; i < 10 * round; i++) {
                    String some = "x".repeat(random.nextInt(700) * random.nextInt(3)) + i;
                    written.append(some);
                    overflow.write(some.getBytes(StandardCharsets.UTF_8));
                    overflow.write('-');
                    written.append('-');
                }
                assertThat(new String(overflow.input().readAllBytes(), StandardCharsets.UTF_8))
                        .isEqualTo(written.toString());
                assertThat(files()).as("it has no name").isEqualTo(before);
                overflow.clear();
                assertThat(overflow.input().readAllBytes()).isEmpty();
            }
        }
    }

    private static long files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.toString().endsWith(".rows")).count();
        }
    }

    /** How much more of the heap is reachable than at first, looked at again and again meanwhile. */
    private static final class Alive implements AutoCloseable {

        private final long before;
        private final Thread looking;
        private volatile boolean stopped;
        private volatile long most;

        Alive() {
            now();
            before = used();
            most = 0;
            looking = new Thread(() -> {
                while (!stopped) {
                    now();
                    LockSupport.parkNanos(200_000_000);
                }
            });
            looking.start();
        }

        synchronized long now() {
            System.gc();
            long alive = used() - before;
            most = Math.max(most, alive);
            return alive;
        }

        long most() throws InterruptedException {
            stopped = true;
            looking.join();
            return most;
        }

        /** When the last collection had ended. */
        private static long used() {
            return ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getCollectionUsage)
                    .mapToLong(MemoryUsage::getUsed)
                    .sum();
        }

        @Override
        public void close() {
            stopped = true;
        }
    }
}
