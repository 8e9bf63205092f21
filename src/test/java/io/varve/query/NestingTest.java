package io.varve.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NestingTest {

    @Test
    void paths_lead_back_into_objects() {
        Nesting nesting = new Nesting();
        nesting.put("position.lat", 1);
        nesting.put("position.lon", 2);
        nesting.put("speed", 3);
        assertThat(nesting.value()).hasToString("{position={lat=1, lon=2}, speed=3}");
    }

    @Test
    void escaped_dots_and_backslashes_belong_to_the_member() {
        assertThat(Nesting.path("a\\.b.c\\\\")).containsExactly("a.b", "c\\");
    }

    /** A field that was a number once and an object later. */
    @Test
    void a_path_through_a_value_stands_by_itself() {
        Nesting nesting = new Nesting();
        nesting.put("a", 1);
        nesting.put("a.b", 2);
        nesting.put("a.b.c", 3);
        assertThat(nesting.value()).hasToString("{a=1, a.b=2, a.b.c=3}");
    }
}
