package io.varve.retention;

import static io.varve.retention.Retained.NOW;
import static io.varve.retention.Retained.tier;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.profile.ProfileCycle;
import io.varve.support.RunningVarve;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import tools.jackson.databind.JsonNode;

/** RET6: rows are in a file that has been read again before they go. */
class ArchiveIT {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private Path archive = Path.of("");

    @BeforeEach
    void place() {
        archive = directory.resolve("archive");
    }

    private Retained start() {
        return Retained.start("varve.retention.archive-directory=" + archive);
    }

    private static void archive(Retained service, String tier, String keep, String pattern) {
        String body = "{\"tier\":\"%s\",\"keep\":\"%s\",\"action\":\"archive\"%s}"
                .formatted(tier, keep, pattern.isEmpty() ? "" : ",\"series\":\"" + pattern + "\"");
        assertThat(service.put(tier + pattern, body).statusCode()).isBetween(200, 201);
    }

    private static List<String> files(JsonNode report, String tier) {
        return tier(report, tier)
                .get("archived")
                .valueStream()
                .map(file -> file.get("file").asString())
                .toList();
    }

    private List<String> lines(String file) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(archive.resolve(file))), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    private static List<String> rows(Retained service, String sql) {
        return service.database.jdbc().sql(sql).query(String.class).list();
    }

    @Test
    void points_are_in_a_file_before_they_go() throws Exception {
        try (Retained service = start()) {
            service.post("room.temperature", Duration.ofDays(70), HOUR);
            service.post("debug.noise", Duration.ofDays(70), HOUR);
            String body = """
                    {"points":[{"series":"room.temperature","time":"2025-04-02T00:30:00Z","value":0.1,
                      "session_id":"8f14e45f-ceea-467f-a8d9-1c3f5f0a1b2c","metadata":{"by":"hand, \\"twice\\""}},
                     {"series":"room.note","time":"2025-04-02T00:31:00Z","value":"two\\nlines","tags":{"room":"1"}},
                     {"series":"room.pose","time":"2025-04-02T00:32:00Z","value":{"x":1,"ok":true}}]}""";
            assertThat(service.varve
                            .post("/api/points", "application/json", body)
                            .statusCode())
                    .isEqualTo(200);
            service.refresh();
            service.keep("raw", "raw", "20d");
            archive(service, "raw", "10d", "room[.].*");
            List<String> expected = rows(service, points("series LIKE 'room.%' AND time < '2025-05-31T12:00:00Z'"));
            assertThat(expected).hasSizeGreaterThan(60 * 24);

            JsonNode report = service.run();

            List<String> files = files(report, "raw");
            assertThat(files).hasSize(1);
            assertThat(report.get("complete").asBoolean()).isTrue();
            assertThat(service.count("raw.series_point WHERE series LIKE 'room.%' AND time < '2025-05-31T12:00:00Z'"))
                    .isZero();
            assertThat(service.count(
                            "raw.series_point WHERE series = 'debug.noise' AND time >= '2025-05-21T12:00:00Z'"))
                    .isEqualTo(20 * 24);
            load(service, "points", files.get(0));
            assertThat(rows(service, points("true").replace("raw.series_point", "points")))
                    .isEqualTo(expected);
            assertThat(rows(service, "SELECT metadata ->> 'by' FROM points WHERE metadata IS NOT NULL"))
                    .containsExactly("hand, \"twice\"");
            assertRecorded(service, files.get(0), expected.size());
        }
    }

    private static String points(String where) {
        return "SELECT concat_ws('|', series, field, tags, user_id, time, session_id, value, text) FROM raw.series_point WHERE "
                + where + " ORDER BY 1";
    }

    @Test
    void buckets_are_in_a_file_before_they_go() throws Exception {
        try (Retained service = start()) {
            service.post("room.temperature", Duration.ofDays(800), Duration.ofHours(7));
            service.refresh();
            archive(service, "1h", "1y", "");
            String cutoff = "bucket < '2024-01-01'";
            String columns = "SELECT concat_ws('|', series, bucket, %s) FROM %s WHERE " + cutoff + " ORDER BY 1";
            List<String> expected = rows(service, columns.formatted("rollup_count, sum", "gold.series_1h"));
            assertThat(expected).isNotEmpty();

            JsonNode report = service.run();

            assertThat(tier(report, "1h").get("partitions")).isNotEmpty();
            assertThat(service.count("gold.series_1h WHERE " + cutoff)).isZero();
            load(service, "hours", files(report, "1h").get(0));
            assertThat(rows(service, columns.formatted("point_count, value_sum", "hours")))
                    .isEqualTo(expected);
        }
    }

    @Test
    void nothing_goes_while_nothing_can_be_written() throws IOException {
        try (Retained service = start()) {
            service.post("room.temperature", Duration.ofDays(70), HOUR);
            service.refresh();
            archive(service, "raw", "10d", "");
            long points = service.count("raw.point");
            Files.writeString(archive, "a file where the directory should be");
            JsonNode raw = tier(service.run(), "raw");
            assertThat(raw.get("held_by").asString()).contains("archive-directory cannot be written to");
            assertThat(service.floor(0)).isNull();
            assertThat(service.count("raw.point")).isEqualTo(points);

            Files.delete(archive);
            assertThat(files(service.run(), "raw")).hasSize(1);
            assertThat(service.count("raw.point WHERE time < '2025-05-01'")).isZero();
            assertThat(service.count("raw.point WHERE time < '2025-05-31'"))
                    .as("what goes with its partition")
                    .isPositive();
            archive(service, "raw", "9d", "");
            assertThat(lines(files(service.run(), "raw").get(0)))
                    .as("only what is new below the floor")
                    .hasSize(1 + 24);
        }
    }

    /** As if the service had died between the two, and then another one came that has no archive. */
    @Test
    void a_floor_without_its_file_is_waited_for_by_every_instance() throws IOException {
        try (Retained service = start()) {
            service.post("room.temperature", Duration.ofDays(70), HOUR);
            service.refresh();
            service.varve.bean(ProfileCycle.class).run(NOW);
            archive(service, "raw", "10d", "");
            RetentionSteps steps = service.varve.bean(RetentionSteps.class);
            Layer raw = service.varve.bean(RetentionPolicies.class).layers().get(0);
            assertThat(steps.raise(raw, NOW.minus(Duration.ofDays(10)), null, true, NOW))
                    .isTrue();
            int[] series = {
                service.database
                        .jdbc()
                        .sql("SELECT series_id FROM catalog.series")
                        .query(Integer.class)
                        .single()
            };
            assertThat(steps.raise(raw, NOW.minus(Duration.ofDays(9)), series, true, NOW))
                    .isTrue();
            long points = service.count("raw.chunk");
            try (Retained other = service.another()) {
                JsonNode held = tier(other.run(), "raw");
                assertThat(held.get("held_by").asString()).contains("archive-directory is not set");
            }
            assertThat(service.database
                            .jdbc()
                            .sql("SELECT rollup.delete_expired(0, 1000) || coalesce(rollup.drop_expired(0), '')")
                            .query(String.class)
                            .single())
                    .isEqualTo("0");
            assertThat(service.count("raw.chunk")).isEqualTo(points);

            String file = files(service.run(), "raw").get(0);
            assertThat(lines(file)).hasSize(1 + 61 * 24);
            assertThat(service.count("raw.chunk WHERE hour < '2025-05-01'")).isZero();
            assertThat(service.count("raw.chunk WHERE hour < '2025-05-31T12:00:00Z'"))
                    .isZero();
            assertThat(files(service.run(), "raw")).isEmpty();
        }
    }

    @Test
    void an_action_that_does_not_exist_is_refused() {
        try (Retained service = start()) {
            JsonNode problem =
                    RunningVarve.json(service.put("x", "{\"tier\":\"raw\",\"keep\":\"9d\",\"action\":\"burn\"}"));
            assertThat(problem.get("status").asInt()).isEqualTo(400);
            assertThat(problem.get("detail").asString()).contains("delete, archive");
        }
    }

    /** As in docs/retention.md. */
    private void load(Retained service, String table, String file) throws Exception {
        String header = lines(file).get(0);
        List<String> columns = new ArrayList<>();
        for (String column : header.split(",", -1)) {
            columns.add(column + " " + type(column));
        }
        service.database
                .jdbc()
                .sql("CREATE TABLE " + table + " (" + String.join(", ", columns) + ")")
                .update();
        try (Connection connection = service.database.dataSource().getConnection();
                InputStream content = new GZIPInputStream(Files.newInputStream(archive.resolve(file)))) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " FROM STDIN (FORMAT csv, HEADER)", content);
        }
    }

    private static String type(String column) {
        return switch (column) {
            case "series", "field", "text" -> "text";
            case "tags", "metadata" -> "jsonb";
            case "user_id", "session_id" -> "uuid";
            case "time", "bucket", "first_time", "last_time" -> "timestamptz";
            case "source", "point_count", "first_source", "last_source" -> "bigint";
            default -> "double precision";
        };
    }

    private void assertRecorded(Retained service, String file, long rows) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(archive.resolve(file)), digest)) {
            bytes.readAllBytes();
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        assertThat(rows(
                        service,
                        "SELECT row_count || ' ' || sha256 FROM rollup.archive_file WHERE file_name = '" + file + "'"))
                .containsExactly(rows + " " + sha256);
        assertThat(archive.resolve(file + ".sha256"))
                .hasContent(sha256 + "  " + archive.resolve(file).getFileName());
    }
}
