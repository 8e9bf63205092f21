package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.varve.catalog.Series;
import io.varve.catalog.SeriesKey;
import io.varve.catalog.ValueKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class GroupsTest {

    private static final List<Series> SERIES = List.of(
            series(11, "b", Map.of("host", "x"), "value"),
            series(12, "a", Map.of("host", "y"), "r"),
            series(13, "a", Map.of("host", "y"), "g"),
            series(14, "a", Map.of("host", "x"), "r"),
            series(15, "a", Map.of(), "r"));

    @Test
    void groups_and_fields_are_numbered_in_their_order() {
        Groups byName = Groups.of(SERIES, Grouping.BY_NAME);
        assertThat(byName.wanted().series()).containsExactly(11, 12, 13, 14, 15);
        assertThat(byName.wanted().groups()).containsExactly(1, 0, 0, 0, 0);
        assertThat(byName.wanted().fields()).containsExactly(2, 1, 0, 1, 1);
        Groups byHost = Groups.of(SERIES, Grouping.parse("host"));
        assertThat(byHost.wanted().groups()).containsExactly(3, 2, 2, 1, 0);
        assertThat(byHost.key(0).tags()).containsEntry("host", null);
        assertThat(byHost.widest()).isEqualTo(2);
        assertThat(byHost.isScalar(byHost.key(3))).isTrue();
        assertThat(byHost.isScalar(byHost.key(1))).isFalse();
    }

    @Test
    void a_position_survives_the_coming_and_going_of_groups() {
        Groups before = Groups.of(SERIES, Grouping.parse("host"));
        List<String> last = before.key(1).parts();
        assertThat(before.position(5, last, "''", "'~'")).isEqualTo(new Position(5, 1, "''"));
        Groups grown = Groups.of(
                List.of(SERIES.get(0), SERIES.get(3), SERIES.get(4), series(16, "a", Map.of("host", "a"), "r")),
                Grouping.parse("host"));
        assertThat(grown.position(5, last, "''", "'~'")).isEqualTo(new Position(5, 2, "''"));
        Groups without = Groups.of(List.of(SERIES.get(0), SERIES.get(4)), Grouping.parse("host"));
        assertThat(without.position(5, last, "''", "'~'")).isEqualTo(new Position(5, 0, "'~'"));
    }

    @Test
    void a_grouping_is_a_comma_list() {
        assertThat(Grouping.parse(null)).isEqualTo(Grouping.BY_NAME);
        assertThat(Grouping.parse("series")).isEqualTo(Grouping.PHYSICAL);
        assertThat(Grouping.parse(" host , user_id").tags()).containsExactly("host");
        assertThatIllegalArgumentException().isThrownBy(() -> Grouping.parse(""));
        assertThatIllegalArgumentException().isThrownBy(() -> Grouping.parse("a,"));
    }

    private static Series series(int id, String metric, Map<String, String> tags, String field) {
        return new Series(id, new SeriesKey(metric, new TreeMap<>(tags), null, field), ValueKind.NUMBER);
    }
}
