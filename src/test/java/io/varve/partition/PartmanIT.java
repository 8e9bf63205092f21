package io.varve.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.varve.support.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With every version of pg_partman that the server offers; the embedded server offers none. */
class PartmanIT {

    private static final String[] TIMES = {
        "1900-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "2024-02-29T12:00:00Z",
        "2024-12-31T23:59:59.999999Z",
        "2025-01-01T00:00:00Z",
        "2199-12-31T23:59:59.999999Z"
    };

    private static final List<String> TABLES = List.of(
            "raw.chunk",
            "raw.point_metadata",
            "bronze.frame_1m",
            "silver.frame_5m",
            "gold.rollup_1h",
            "platinum.rollup_1d");

    static List<String> versions() {
        return TestDatabase.partmanVersions();
    }

    @BeforeEach
    void is_offered() {
        assumeFalse(versions().isEmpty(), "the server does not offer pg_partman");
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("versions")
    void pg_partman_makes_the_same_partitions_as_the_built_in_way(String version) {
        try (TestDatabase plain = TestDatabase.create();
                TestDatabase managed = TestDatabase.create()) {
            plain.removePartman();
            managed.installPartman("extensions", version);
            PartitionSql byHand = new PartitionSql(plain.jdbc());
            PartitionSql byPartman = new PartitionSql(managed.jdbc());
            assertThat(byHand.manager()).isEqualTo("built-in");
            assertThat(byPartman.manager()).isEqualTo("pg_partman " + version);

            assertThat(byPartman.ensure(TIMES)).isEqualTo(byHand.ensure(TIMES));
            assertThat(byPartman.ensureAhead("2026-11-21T00:00:00Z"))
                    .isEqualTo(byHand.ensureAhead("2026-11-21T00:00:00Z"));
            assertThat(byPartman.ensure(TIMES)).isZero();

            for (String table : TABLES) {
                assertThat(byPartman.partitionsOf(table)).isNotEmpty().isEqualTo(byHand.partitionsOf(table));
            }
            assertThat(structure(managed)).isEqualTo(structure(plain));
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("versions")
    void pg_partman_knows_every_partition_and_drops_none(String version) {
        try (TestDatabase database = TestDatabase.create()) {
            database.installPartman("partman", version);
            PartitionSql partitions = new PartitionSql(database.jdbc());
            partitions.ensure(TIMES);

            assertThat(shown(database)).hasSameSizeAs(partitions.partitionsOf("raw.chunk"));
            assertThat(database.jdbc()
                            .sql("SELECT DISTINCT premake || ' ' || automatic_maintenance || ' ' || "
                                    + "coalesce(retention, 'none') FROM partman.part_config ORDER BY 1")
                            .query(String.class)
                            .list())
                    .containsExactly("1 off none", "2 off none");
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("versions")
    void pg_partman_takes_over_a_table_that_has_partitions_and_can_leave_again(String version) {
        try (TestDatabase database = TestDatabase.create()) {
            database.removePartman();
            PartitionSql partitions = new PartitionSql(database.jdbc());
            partitions.ensure("2020-01-15T00:00:00Z");

            database.installPartman("partman", version);
            partitions.ensure("2020-02-15T00:00:00Z");
            assertThat(shown(database)).containsExactly("chunk_p20200101", "chunk_p20200201");

            database.removePartman();
            partitions.ensure("2020-03-15T00:00:00Z");
            assertThat(partitions.partitionsOf("raw.chunk")).hasSize(3);

            database.installPartman("partman", version);
            partitions.ensure("2020-04-15T00:00:00Z");
            assertThat(shown(database))
                    .containsExactly("chunk_p20200101", "chunk_p20200201", "chunk_p20200301", "chunk_p20200401");
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("versions")
    void a_table_that_an_operator_configured_otherwise_is_made_by_hand(String version) {
        try (TestDatabase database = TestDatabase.create()) {
            database.installPartman("partman", version);
            database.jdbc()
                    .sql("INSERT INTO partman.part_config (parent_table, control, partition_type, partition_interval) "
                            + "VALUES ('raw.chunk', 'hour', ?, '1 day')")
                    .param(version.startsWith("4") ? "native" : "range")
                    .update();
            PartitionSql partitions = new PartitionSql(database.jdbc());

            partitions.ensure("2020-01-15T00:00:00Z");

            assertThat(partitions.partitionsOf("raw.chunk"))
                    .containsExactly("chunk_p20200101 [2020-01-01 00:00:00, 2020-02-01 00:00:00)");
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("versions")
    void an_extension_that_is_not_granted_to_us_is_as_if_it_were_not_there(String version) {
        try (TestDatabase database = TestDatabase.create()) {
            database.installPartman("partman", version);
            database.revokePartman("partman");
            PartitionSql partitions = new PartitionSql(database.jdbc());

            assertThat(partitions.manager()).isEqualTo("built-in");
            assertThat(partitions.ensure("2020-01-15T00:00:00Z")).isEqualTo(8);
        }
    }

    private static List<String> shown(TestDatabase database) {
        return database.jdbc()
                .sql("SELECT partition_tablename FROM partman.show_partitions('raw.chunk')")
                .query(String.class)
                .list();
    }

    private static List<String> structure(TestDatabase database) {
        return database.jdbc().sql("""
                        SELECT p.partition_name || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
                               || ' ' || a.attnotnull || ' ' || coalesce(col_description(a.attrelid, a.attnum), '')
                        FROM ops.partition p JOIN pg_attribute a ON a.attrelid = p.partition_oid AND a.attnum > 0
                        UNION ALL
                        SELECT pg_get_indexdef(i.indexrelid)
                        FROM ops.partition p JOIN pg_index i ON i.indrelid = p.partition_oid
                        UNION ALL
                        SELECT p.partition_name || ' ' || c.conname || ' ' || pg_get_constraintdef(c.oid)
                        FROM ops.partition p JOIN pg_constraint c ON c.conrelid = p.partition_oid
                        ORDER BY 1""").query(String.class).list();
    }
}
