package io.varve.ingest;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Repository;

/** The functions of schema raw that write. All but {@link #currentEpoch} belong into one transaction per request. */
@Repository
class RawRepository {

    /** Metadata goes out in batches of about this many characters. */
    private static final int METADATA_BATCH = 1 << 22;

    private final JdbcClient jdbc;

    RawRepository(@Qualifier("ingestJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    long currentEpoch() {
        return jdbc.sql("SELECT epoch FROM catalog.epoch").query(Long.class).single();
    }

    /** SQLSTATE VA001 if the catalogue has moved on. */
    Fence beginWrite(long epoch) {
        return jdbc.sql("SELECT fence::text, CASE WHEN isfinite(fence) THEN raw.micros_of(fence) END, generation"
                        + " FROM raw.begin_write(?)")
                .param(epoch)
                .query((row, n) -> {
                    long micros = row.getLong(2);
                    return new Fence(row.getString(1), row.wasNull() ? Long.MIN_VALUE : micros, row.getLong(3));
                })
                .single();
    }

    /** Raw's floors of the series, in micros; none of them moves until the transaction ends. */
    long[] enterFloor(int[] series) {
        Long[] floors = jdbc.sql("SELECT ARRAY(SELECT CASE WHEN isfinite(f) THEN raw.micros_of(f) ELSE ? END"
                        + " FROM unnest(raw.enter_floor(?)) WITH ORDINALITY AS u (f, n) ORDER BY n)")
                .param(Long.MIN_VALUE)
                .param(series)
                .query((row, n) -> (Long[]) row.getArray(1).getArray())
                .single();
        return Arrays.stream(floors).mapToLong(Long::longValue).toArray();
    }

    /** How many of these points, all below raw's floor, are new. SQLSTATE VA027 or VA028 if one cannot be merged. */
    int mergeLate(Instant now, PointBlock points) {
        return jdbc.sql("SELECT raw.merge_late(?, ?, ?, ?::bigint[], ?)")
                .param(now.atOffset(ZoneOffset.UTC))
                .param(Arrays.copyOf(points.series, points.size))
                .param(Arrays.copyOf(points.time, points.size))
                .param(points.sources())
                .param(Arrays.copyOf(points.value, points.size))
                .query(Integer.class)
                .single();
    }

    void writePoints(Fence fence, Instant now, PointBlock points) {
        LogSlices slices = new LogSlices(points, fence.micros());
        jdbc.sql("SELECT raw.write_points(?::timestamptz, ?, ?, ?, ?, ?::bigint[], ?, ?, ?, ?, ?, ?, ?, ?)")
                .param(fence.position())
                .param(fence.generation())
                .param(now.atOffset(ZoneOffset.UTC))
                .param(Arrays.copyOf(points.series, points.size))
                .param(Arrays.copyOf(points.time, points.size))
                .param(points.sources())
                .param(Arrays.copyOf(points.value, points.size))
                .param(slices.from())
                .param(slices.to())
                .param(slices.first())
                .param(slices.last())
                .param(slices.lateSeries())
                .param(slices.lateFirst())
                .param(slices.lateLast())
                .query(rows -> {});
    }

    /** A transaction of its own; which sessions were stored, those were not that belong to others than they say. */
    Boolean[] writeSessions(Instant now, List<SmallSession> sessions) {
        PointBlock points = SmallSession.points(sessions);
        LogSlices slices = LogSlices.bySource(points);
        return jdbc.sql("SELECT raw.write_sessions(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .param(sessions.stream().mapToLong(SmallSession::epoch).min().orElseThrow())
                .param(now.atOffset(ZoneOffset.UTC))
                .param(array("uuid", sessions, SmallSession::id))
                .param(array("uuid", sessions, SmallSession::user))
                .param(array("int8", sessions, SmallSession::start))
                .param(Arrays.copyOf(points.series, points.size))
                .param(Arrays.copyOf(points.time, points.size))
                .param(Arrays.copyOf(points.value, points.size))
                .param(slices.rowSource())
                .param(slices.from())
                .param(slices.to())
                .param(slices.first())
                .param(slices.last())
                .param(slices.lateSource())
                .param(slices.lateSeries())
                .param(slices.lateFirst())
                .param(slices.lateLast())
                .query((row, n) -> (Boolean[]) row.getArray(1).getArray())
                .single();
    }

    private static SqlArrayValue array(
            String type, List<SmallSession> sessions, Function<SmallSession, ? extends @Nullable Object> part) {
        return new SqlArrayValue(type, sessions.stream().map(part).toArray());
    }

    void writeMetadata(PointBlock points, MetadataSpool metadata) {
        PointBlock batch = new PointBlock(16);
        List<String> texts = new ArrayList<>();
        int length = 0;
        for (int i = 0; i < points.size; i++) {
            if (points.metadata[i] != PointBlock.NO_METADATA) {
                String text = metadata.get(points.metadata[i]);
                batch.add(points, i);
                texts.add(text);
                length += text.length();
            }
            if (length > METADATA_BATCH || i == points.size - 1) {
                writeMetadata(batch, texts);
                batch.clear();
                texts.clear();
                length = 0;
            }
        }
    }

    private void writeMetadata(PointBlock batch, List<String> texts) {
        if (batch.size == 0) {
            return;
        }
        jdbc.sql("SELECT raw.write_metadata(?, ?, ?, ?)")
                .param(Arrays.copyOf(batch.series, batch.size))
                .param(Arrays.copyOf(batch.time, batch.size))
                .param(Arrays.copyOf(batch.source, batch.size))
                .param(new SqlArrayValue("text", texts.toArray()))
                .query(rows -> {});
    }

    /** @return how many values went */
    long deletePoints(Fence fence, Instant now, int[] series, Instant from, Instant to) {
        return jdbc.sql("SELECT raw.delete_points(?::timestamptz, ?, ?, ?, ?, ?)")
                .param(fence.position())
                .param(fence.generation())
                .param(now.atOffset(ZoneOffset.UTC))
                .param(series)
                .param(from.atOffset(ZoneOffset.UTC))
                .param(to.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
    }

    /** @return how many values went; null if there is no such session */
    @Nullable
    Long deleteSession(Fence fence, Instant now, UUID session) {
        return jdbc.sql("SELECT raw.delete_session(?::timestamptz, ?, ?, ?)")
                .param(fence.position())
                .param(fence.generation())
                .param(now.atOffset(ZoneOffset.UTC))
                .param(session)
                .query((row, n) -> row.getObject(1, Long.class))
                .list()
                .get(0);
    }
}
