package io.varve.bench;

import io.varve.bench.SessionRecipe.Session;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The baseline of sessions: the statement the service writes one with, prepared and sent by hand. */
final class SessionSql implements Load.Connection {

    private final Connection connection;
    private final List<Session> sessions;
    private final Map<String, Integer> series;
    private final Timestamp now;
    private final PreparedStatement write;

    /** @param series ids by name and field, as {@link SessionRecipe} names them */
    SessionSql(Database database, List<Session> sessions, Map<String, Integer> series, Instant now)
            throws SQLException {
        this.sessions = sessions;
        this.series = series;
        this.now = Timestamp.from(now);
        connection = database.connect();
        write = connection.prepareStatement(
                "SELECT raw.write_sessions((SELECT epoch FROM catalog.epoch), ?, ARRAY[?], ARRAY[?], ARRAY[?], ?, ?, ?,"
                        + " ARRAY[1], ARRAY[1], ARRAY[?], ARRAY[?], ARRAY[?], array_fill(1, ARRAY[?]), ?, ?, ?)");
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
        SortedMap<Key, Double> points = points(session);
        Collection<Key> keys = points.keySet();
        write.setTimestamp(1, now);
        write.setObject(2, session.id());
        write.setObject(3, SessionRecipe.USER);
        write.setLong(4, ChronoUnit.MICROS.between(Instant.EPOCH, session.start()));
        write.setObject(5, keys.stream().mapToInt(Key::series).toArray());
        write.setObject(6, longs(keys));
        write.setObject(
                7, points.values().stream().mapToDouble(Double::doubleValue).toArray());
        write.setInt(8, points.size());
        write.setLong(9, keys.stream().mapToLong(Key::micros).min().orElseThrow());
        write.setLong(10, keys.stream().mapToLong(Key::micros).max().orElseThrow());
        bindStretches(keys);
        write.execute();
    }

    private SortedMap<Key, Double> points(Session session) {
        SortedMap<Key, Double> points = new TreeMap<>();
        for (int i = 0; i < session.times().size(); i++) {
            long micros =
                    ChronoUnit.MICROS.between(Instant.EPOCH, session.times().get(i));
            session.values().get(i).forEach((leaf, value) -> points.put(new Key(id(leaf), micros), value));
        }
        return points;
    }

    private int id(String leaf) {
        return Objects.requireNonNull(series.get(leaf), leaf);
    }

    /** From the first to the last point of each series and hour. */
    private void bindStretches(Collection<Key> keys) throws SQLException {
        SortedMap<Key, Long> last = new TreeMap<>();
        SortedMap<Key, Key> first = new TreeMap<>();
        for (Key key : keys) {
            Key hour = new Key(key.series(), key.micros() / 3_600_000_000L);
            first.putIfAbsent(hour, key);
            last.put(hour, key.micros());
        }
        write.setInt(11, first.size());
        write.setObject(12, first.keySet().stream().mapToInt(Key::series).toArray());
        write.setObject(13, longs(first.values()));
        write.setObject(14, last.values().stream().mapToLong(Long::longValue).toArray());
    }

    private static long[] longs(Collection<Key> keys) {
        return keys.stream().mapToLong(Key::micros).toArray();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
