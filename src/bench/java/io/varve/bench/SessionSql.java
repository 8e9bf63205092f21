package io.varve.bench;

import io.varve.bench.SessionRecipe.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The baseline of sessions: the transaction the service writes one with, by prepared statements and nothing else. */
final class SessionSql implements Load.Connection {

    private final Connection connection;
    private final List<Session> sessions;
    private final Map<String, Integer> series;
    private final Timestamp now;
    private final PreparedStatement begin;
    private final PreparedStatement insert;
    private final PreparedStatement write;

    /** @param series ids by name and field, as {@link SessionRecipe} names them */
    SessionSql(Database database, List<Session> sessions, Map<String, Integer> series, Instant now)
            throws SQLException {
        this.sessions = sessions;
        this.series = series;
        this.now = Timestamp.from(now);
        connection = database.connect();
        connection.setAutoCommit(false);
        begin = connection.prepareStatement("SELECT fence::text, generation, extract(epoch FROM fence)"
                + " FROM raw.begin_write((SELECT epoch FROM catalog.epoch))");
        insert = connection.prepareStatement(
                "INSERT INTO catalog.session (session_id, source, user_id, start_ts, created_at)"
                        + " VALUES (?, nextval('catalog.session_source'), ?, ?, ?) RETURNING source");
        write = connection.prepareStatement(
                "SELECT raw.write_points(?::timestamptz, ?, ?, ?, ?, ?, ?, ARRAY[1], ARRAY[?], ?, ?, ?)");
    }

    /** Ids of the series there are, by name and field. */
    static Map<String, Integer> series(Database database) {
        Map<String, Integer> series = new TreeMap<>();
        for (String row : database.list("SELECT m.name || '|' || f.name || '=' || s.series_id FROM catalog.series s"
                + " JOIN catalog.field f USING (field_id) JOIN catalog.metric_type m USING (metric_type_id)")) {
            series.put(row.replaceFirst("=.*", ""), Integer.parseInt(row.replaceFirst(".*=", "")));
        }
        return series;
    }

    /** Where a point goes; sorting by it is the order points are written in. */
    private record Key(int series, long micros) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            return series == other.series ? Long.compare(micros, other.micros) : Integer.compare(series, other.series);
        }
    }

    @Override
    public void perform(int task) throws SQLException {
        Session session = sessions.get(task);
        SortedMap<Key, Double> points = new TreeMap<>();
        for (int i = 0; i < session.times().size(); i++) {
            long micros =
                    ChronoUnit.MICROS.between(Instant.EPOCH, session.times().get(i));
            session.values().get(i).forEach((leaf, value) -> points.put(new Key(id(leaf), micros), value));
        }
        try (ResultSet fence = begin.executeQuery()) {
            fence.next();
            write.setString(1, fence.getString(1));
            write.setLong(2, fence.getLong(2));
            bind(points, insert(session), (long) (fence.getDouble(3) * 1e6));
        }
        write.execute();
        connection.commit();
    }

    private int id(String leaf) {
        return Objects.requireNonNull(series.get(leaf), leaf);
    }

    private long insert(Session session) throws SQLException {
        insert.setObject(1, session.id());
        insert.setObject(2, SessionRecipe.USER);
        insert.setTimestamp(3, Timestamp.from(session.start()));
        insert.setTimestamp(4, now);
        try (ResultSet row = insert.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private void bind(SortedMap<Key, Double> points, long source, long fence) throws SQLException {
        write.setTimestamp(3, now);
        write.setObject(4, points.keySet().stream().mapToInt(Key::series).toArray());
        write.setObject(5, points.keySet().stream().mapToLong(Key::micros).toArray());
        write.setObject(6, points.keySet().stream().mapToLong(key -> source).toArray());
        write.setObject(
                7, points.values().stream().mapToDouble(Double::doubleValue).toArray());
        write.setInt(8, points.size());
        // Every late point as a stretch of its own; the service joins those of an hour.
        List<Key> late =
                points.keySet().stream().filter(key -> key.micros() < fence).toList();
        write.setObject(9, late.stream().mapToInt(Key::series).toArray());
        write.setObject(10, late.stream().mapToLong(Key::micros).toArray());
        write.setObject(11, late.stream().mapToLong(Key::micros).toArray());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
