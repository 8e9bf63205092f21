package io.varve.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** By all rules no schedule of the model answers wrongly; without any one of them some schedule does. */
class ProtocolModelTest {

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void by_all_rules_no_schedule_answers_wrongly(Scenario scenario) {
        Explorer explorer = new Explorer(scenario, EnumSet.allOf(Rule.class));
        assertThat(explorer.search()).isNull();
        System.out.printf(
                "%s: %,d states, %,d of them with nothing left to do%n",
                scenario, explorer.states(), explorer.quiescentStates());
        assertThat(explorer.states()).isGreaterThan(200_000);
        assertThat(explorer.quiescentStates()).isGreaterThan(3);
    }

    @ParameterizedTest
    @EnumSource(Rule.class)
    void without_a_rule_some_schedule_answers_wrongly(Rule rule) {
        Set<Rule> others = EnumSet.complementOf(EnumSet.of(rule));
        @Nullable
        String wrong = Stream.of(Scenario.values())
                .map(scenario -> Objects.requireNonNullElse(new Explorer(scenario, others).search(), ""))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElse(null);
        assertThat(wrong).as("the protocol without %s", rule).isNotNull();
    }

    @Test
    void a_schedule_that_goes_wrong_is_told_step_by_step() {
        Set<Rule> others = EnumSet.complementOf(EnumSet.of(Rule.MERGED_EXACTLY_ONCE));
        assertThat(new Explorer(Scenario.ONE_WRITER, others).search())
                .contains("late: 0 and 2")
                .contains("process 1: WRITE_AND_SEND_AGAIN")
                .contains("process 5: RAISE_FLOOR");
    }
}
