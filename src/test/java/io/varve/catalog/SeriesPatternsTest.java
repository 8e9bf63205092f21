package io.varve.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.web.ProblemException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesPatternsTest {

    private static final Set<String> METRICS = Set.of(
            "session.urine.color", "session.urine.night_count", "session.gut_health_score", "urine.color", "cpu");

    private static List<String> matching(String parameter) {
        return SeriesPatterns.parse(parameter).matching(METRICS).sorted().toList();
    }

    @Test
    void no_parameter_means_every_series() {
        assertThat(SeriesPatterns.parse(null).matching(METRICS)).hasSize(5);
    }

    @Test
    void a_name_matches_itself_and_nothing_that_contains_it() {
        assertThat(matching("urine.color")).containsExactly("urine.color");
        assertThat(matching("session.urine")).isEmpty();
    }

    @Test
    void f4_a_glob_is_anchored_at_both_ends() {
        assertThat(matching("urine.*")).containsExactly("urine.color");
        assertThat(matching("session.urine.*")).containsExactly("session.urine.color", "session.urine.night_count");
        assertThat(matching("*.color")).containsExactly("session.urine.color", "urine.color");
        assertThat(matching("*")).hasSize(5);
    }

    @Test
    void a_glob_takes_every_other_character_literally() {
        assertThat(SeriesPatterns.parse("a.b[1]*").matches("a.b[1]c")).isTrue();
        assertThat(SeriesPatterns.parse("a.b*").matches("axb")).isFalse();
        assertThat(SeriesPatterns.parse("a\\E*").matches("a\\Eb")).isTrue();
        assertThat(SeriesPatterns.parse("a*z").matches("a\n\nz")).isTrue();
    }

    @Test
    void f4_a_true_regular_expression_matches_the_whole_name() {
        assertThat(matching("^session\\.urine\\..+$"))
                .containsExactly("session.urine.color", "session.urine.night_count");
        assertThat(matching("^session\\.(gut_health_score|urine\\.color)$"))
                .containsExactly("session.gut_health_score", "session.urine.color");
        assertThat(matching("^cpu|urine$")).containsExactly("cpu");
    }

    @Test
    void a_list_is_the_union_of_its_items() {
        assertThat(matching("cpu, urine.* ,^session\\.g.*$,cpu"))
                .containsExactly("cpu", "session.gut_health_score", "urine.color");
    }

    @Test
    void commas_inside_a_regular_expression_do_not_divide_the_list() {
        assertThat(PatternList.split("^a{1,3}$,b")).containsExactly("^a{1,3}$", "b");
        assertThat(PatternList.split("^(a,b|c)$,d")).containsExactly("^(a,b|c)$", "d");
        assertThat(PatternList.split("^[^],(]+$,e")).containsExactly("^[^],(]+$", "e");
        assertThat(PatternList.split("^\\(,f")).containsExactly("^\\(", "f");
        assertThat(PatternList.split("a(b,c)")).containsExactly("a(b", "c)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ",", "cpu,", " ", "^(a$", "^a", "^a{2,1}$", "^(?=x)$", "^(a)\\1$", "^[a$", "^\\", "^a{1001}$"
            })
    void bad_patterns_are_refused_by_the_parameters_name(String parameter) {
        assertThatThrownBy(() -> SeriesPatterns.parse(parameter))
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("'series' has");
    }

    /** A backtracking engine needs 2^250 steps for this; RE2/J runs all states side by side. */
    @Test
    void a_nested_quantifier_takes_linear_time() {
        String name = "a".repeat(250) + "!";
        assertThat(SeriesPatterns.parse("^(a+)+$").matches(name)).isFalse();
        assertThat(SeriesPatterns.parse("^(a|a)*(a|aa)+$").matches(name)).isFalse();
        assertThat(SeriesPatterns.parse("*a".repeat(100) + "b").matches(name)).isFalse();
    }
}
