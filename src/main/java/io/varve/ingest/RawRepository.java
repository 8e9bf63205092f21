package io.varve.ingest;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
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

    /** The fence, in PostgreSQL's own text form: it can be -infinity. SQLSTATE VA001 if the catalogue has moved on. */
    String beginWrite(long epoch) {
        return jdbc.sql("SELECT raw.begin_write(?)::text")
                .param(epoch)
                .query(String.class)
                .single();
    }

    void writePoints(String fence, Instant now, PointBlock points) {
        jdbc.sql("SELECT raw.write_points(?::timestamptz, ?, ?, ?, ?, ?)")
                .param(fence)
                .param(now.atOffset(ZoneOffset.UTC))
                .param(Arrays.copyOf(points.series, points.size))
                .param(Arrays.copyOf(points.time, points.size))
                .param(Arrays.copyOf(points.source, points.size))
                .param(Arrays.copyOf(points.value, points.size))
                .query(Integer.class)
                .single();
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
    long deletePoints(String fence, Instant now, int[] series, Instant from, Instant to) {
        return jdbc.sql("SELECT raw.delete_points(?::timestamptz, ?, ?, ?, ?)")
                .param(fence)
                .param(now.atOffset(ZoneOffset.UTC))
                .param(series)
                .param(from.atOffset(ZoneOffset.UTC))
                .param(to.atOffset(ZoneOffset.UTC))
                .query(Long.class)
                .single();
    }

    /** @return how many values went; null if there is no such session */
    @Nullable
    Long deleteSession(String fence, Instant now, UUID session) {
        return jdbc.sql("SELECT raw.delete_session(?::timestamptz, ?, ?)")
                .param(fence)
                .param(now.atOffset(ZoneOffset.UTC))
                .param(session)
                .query((row, n) -> row.getObject(1, Long.class))
                .list()
                .get(0);
    }
}
