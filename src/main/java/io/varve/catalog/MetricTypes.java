package io.varve.catalog;

import java.util.List;
import java.util.Optional;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.Repository;

/** Reads metric types with their fields, one statement each, on the query pool. */
interface MetricTypes extends Repository<MetricType, Integer> {

    String SELECT = """
            SELECT m.metric_type_id, m.name, m.schema::text AS schema, m.description, m.unit, m.fill, m.created_at, m.updated_at,
                   coalesce((
                       SELECT jsonb_agg(jsonb_build_object('field', f.name, 'kind', f.kind) ORDER BY f.name)
                       FROM catalog.field AS f
                       WHERE f.metric_type_id = m.metric_type_id
                   ), '[]')::text AS fields
            FROM catalog.metric_type AS m
            """;

    @Query(SELECT + "WHERE m.name = :name")
    Optional<MetricType> findByName(String name);

    @Query(SELECT + "ORDER BY m.name LIMIT :limit OFFSET :offset")
    List<MetricType> page(int limit, long offset);

    @Query("SELECT count(*) FROM catalog.metric_type")
    long count();
}
