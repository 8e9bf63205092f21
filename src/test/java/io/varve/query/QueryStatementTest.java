package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.SqlParameterValue;

class QueryStatementTest {

    private static final Wanted WANTED = new Wanted(new int[] {7, 9}, new int[] {0, 1}, new int[] {0, 0});

    private final QueryStatement statement = new QueryStatement(
            "SELECT coalesce(a, '') || 'b', '1 hour'::interval FROM t WHERE id = ANY ({series}::integer[])"
                    + " AND g = ANY ({groups}::integer[]) AND time >= '2024-01-01Z'::timestamptz"
                    + " AND ARRAY[time] <> '{-infinity,2024-01-01Z}'::timestamptz[] AND u = 'u'::uuid",
            WANTED,
            1,
            false);

    @Test
    void times_and_arrays_are_sent_as_parameters_in_the_order_of_the_text() {
        QueryStatement.Prepared prepared = statement.prepared();
        assertThat(prepared.sql())
                .isEqualTo("SELECT coalesce(a, '') || 'b', '1 hour'::interval FROM t WHERE id = ANY (?::integer[])"
                        + " AND g = ANY (?::integer[]) AND time >= ?::timestamptz"
                        + " AND ARRAY[time] <> ?::timestamptz[] AND u = ?::uuid");
        List<Object> parameters = prepared.parameters();
        assertThat(parameters.subList(0, 2)).containsExactly(WANTED.series(), WANTED.groups());
        assertThat(parameters.subList(2, 5))
                .extracting(parameter -> ((SqlParameterValue) parameter).getValue())
                .containsExactly("2024-01-01Z", "{-infinity,2024-01-01Z}", "u");
    }

    @Test
    void for_people_everything_is_written_out() {
        assertThat(statement.readable())
                .contains("ANY ('{7,9}'::integer[])", "ANY ('{0,1}'::integer[])", "'2024-01-01Z'::timestamptz")
                .doesNotContain("?", "{series}");
    }
}
