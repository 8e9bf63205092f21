package io.varve.query;

import io.varve.timeseries.FillMethod;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How metric types say that their gaps are filled. */
@Component
class DefaultFills {

    private final JdbcClient jdbc;

    DefaultFills(@Qualifier("queryJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By name, of those that say so. */
    Map<String, FillMethod> current() {
        return jdbc
                .sql("SELECT name, fill FROM catalog.metric_type WHERE fill IS NOT NULL")
                .query((row, number) -> Map.entry(row.getString("name"), FillMethod.parse(row.getString("fill"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
