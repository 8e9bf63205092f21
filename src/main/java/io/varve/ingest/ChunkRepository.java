package io.varve.ingest;

import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The functions of schema raw that write points as chunks. */
@Repository
class ChunkRepository {

    private final JdbcClient jdbc;

    ChunkRepository(@Qualifier("ingestJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps settling away until the transaction ends. Before anything else of the points is written. */
    void lock() {
        jdbc.sql("SELECT raw.lock_chunks(ARRAY(SELECT generate_series(0, rollup.shard_count() - 1)))")
                .query(rows -> {});
    }

    /** The numbers of the chunks that were not written, counted from 1: something is stored of their hours. */
    int[] write(Fence fence, Instant now, Chunks chunks) {
        Integer[] unwritten = jdbc.sql("SELECT raw.write_chunks("
                        + "?::timestamptz, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .param(fence.position())
                .param(now.atOffset(ZoneOffset.UTC))
                .param(array(chunks.series))
                .param(array(chunks.hour))
                .param(array(chunks.count))
                .param(array(chunks.first))
                .param(array(chunks.last))
                .param(array(chunks.step))
                .param(array(chunks.divisor))
                .param(array(chunks.base))
                .param(array(chunks.slope))
                .param(array(chunks.secondsAt))
                .param(array(chunks.microsAt))
                .param(array(chunks.smallAt))
                .param(array(chunks.wideAt))
                .param(array(chunks.exactAt))
                .param(array(chunks.sourceAt))
                .param(array(chunks.seconds))
                .param(array(chunks.micros))
                .param(array(chunks.small))
                .param(array(chunks.wide))
                .param(array(chunks.exact))
                .param(array(chunks.source))
                .query((row, n) -> (Integer[]) row.getArray(1).getArray())
                .single();
        return Arrays.stream(unwritten).mapToInt(Integer::intValue).toArray();
    }

    private static int[] array(IntBuffer column) {
        return Arrays.copyOf(column.array(), column.position());
    }

    private static short[] array(ShortBuffer column) {
        return Arrays.copyOf(column.array(), column.position());
    }

    private static long[] array(LongBuffer column) {
        return Arrays.copyOf(column.array(), column.position());
    }

    private static double[] array(DoubleBuffer column) {
        return Arrays.copyOf(column.array(), column.position());
    }
}
