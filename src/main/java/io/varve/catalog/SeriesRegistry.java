package io.varve.catalog;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The statements that look series up and make them, a whole batch at a time. */
@Component
class SeriesRegistry {

    private static final String FIND = """
            SELECT e.epoch, f.metric_type_id IS NOT NULL AS registered, f.kind, f.series_id
            FROM catalog.find_series(?, ?, ?, ?) AS f
            CROSS JOIN catalog.epoch AS e
            ORDER BY f.wanted
            """;

    private static final String RESOLVE = """
            SELECT f.epoch, f.metric_type_id IS NOT NULL AS registered, f.kind, f.series_id
            FROM catalog.resolve_series(?, ?, ?, ?, ?, ?, ?, ?) AS f
            ORDER BY f.wanted
            """;

    private static final JsonMapper JSON = new JsonMapper();

    private final JdbcClient jdbc;
    private final OwnTransaction transaction;
    private final InstantSource clock;
    private final boolean autoRegister;

    SeriesRegistry(
            @Qualifier("ingestJdbc") JdbcClient jdbc,
            OwnTransaction transaction,
            InstantSource clock,
            CatalogProperties properties) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.clock = clock;
        this.autoRegister = properties.autoRegister();
    }

    boolean autoRegister() {
        return autoRegister;
    }

    /** What is there, in the order asked for. */
    List<Found> find(List<Wanted> wanted) {
        return jdbc.sql(FIND)
                .param(texts(wanted, w -> w.key().metric()))
                .param(texts(wanted, w -> w.key().field()))
                .param(texts(wanted, w -> w.kind().code()))
                .param(array("uuid", wanted, Wanted::fingerprint))
                .query(Found.class)
                .list();
    }

    /** Makes what is missing, all or nothing, and commits; in the order asked for. */
    List<Found> resolve(List<Wanted> wanted) {
        var now = clock.instant().atOffset(ZoneOffset.UTC);
        return transaction.run(() -> jdbc.sql(RESOLVE)
                .param(texts(wanted, w -> w.key().metric()))
                .param(texts(wanted, w -> w.key().field()))
                .param(texts(wanted, w -> w.kind().code()))
                .param(array(
                        "jsonb", wanted, w -> JSON.writeValueAsString(w.key().tags())))
                .param(array("uuid", wanted, w -> w.key().userId()))
                .param(array("uuid", wanted, Wanted::fingerprint))
                .param(autoRegister)
                .param(now)
                .query(Found.class)
                .list());
    }

    private static SqlArrayValue texts(List<Wanted> wanted, Function<Wanted, String> part) {
        return array("text", wanted, part);
    }

    private static SqlArrayValue array(
            String type, List<Wanted> wanted, Function<Wanted, ? extends @Nullable Object> part) {
        return new SqlArrayValue(type, wanted.stream().map(part).toArray());
    }

    /** A key that is not cached; {@code index} is its place in the caller's list. */
    record Wanted(int index, SeriesKey key, ValueKind kind, UUID fingerprint) {}

    /** {@code kind} is the field's, also while the series is not there: {@code seriesId} is null then. */
    record Found(
            long epoch,
            boolean registered,
            String kind,
            @Nullable Integer seriesId) {}
}
