package io.varve.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.PGConnection;

/** The baseline of ingest: the same rows by pgjdbc's binary COPY, one COPY and one commit per batch. */
final class Copy {

    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int ROW = 2 + 4 + 4 + 4 + 8 + 4 + 8;
    /** Microseconds from 1970 to 2000, where PostgreSQL counts from. */
    private static final long POSTGRES_EPOCH = 946_684_800_000_000L;

    private Copy() {}

    /** Into a table of (series_id integer, time timestamptz, value double precision). */
    static Load load(Database database, String table, int connections, List<Batch> batches) {
        List<byte[]> bodies = batches.stream().map(Copy::rows).toList();
        return new Load(connections, bodies.size(), () -> {
            Connection connection = database.connect();
            return new Load.Connection() {
                @Override
                public void perform(int task) throws SQLException, IOException {
                    copy(connection, table, bodies.get(task));
                }

                @Override
                public void close() throws SQLException {
                    connection.close();
                }
            };
        });
    }

    private static void copy(Connection connection, String table, byte[] rows) throws SQLException, IOException {
        String sql = "COPY " + table + " FROM STDIN (FORMAT binary)";
        connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, new ByteArrayInputStream(rows), 1 << 16);
    }

    private static byte[] rows(Batch batch) {
        ByteBuffer rows = ByteBuffer.allocate(SIGNATURE.length + 8 + batch.size() * ROW + 2);
        rows.put(SIGNATURE).putInt(0).putInt(0);
        for (int i = 0; i < batch.size(); i++) {
            rows.putShort((short) 3);
            rows.putInt(4).putInt(batch.series[i]);
            rows.putInt(8).putLong(batch.micros[i] - POSTGRES_EPOCH);
            rows.putInt(8).putDouble(batch.values[i]);
        }
        return rows.putShort((short) -1).array();
    }
}
