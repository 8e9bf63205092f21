package io.varve.model;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Plays every schedule, depth first, each state once, until one breaks an invariant. */
final class Explorer {

    private final Scenario scenario;
    private final Set<Rule> rules;
    private final Map<Program, List<Step>> programs = new EnumMap<>(Program.class);
    private final Hash seen = new Hash();
    private int quiescent;

    Explorer(Scenario scenario, Set<Rule> rules) {
        this.scenario = scenario;
        this.rules = rules;
        for (Program program : Program.values()) {
            programs.put(program, program.steps(rules));
        }
    }

    /** What a process did, and what that led to. */
    private record Move(State state, int process, @Nullable Program program, int step) {}

    /** A state on the way to the current one, and what can be tried from there. */
    private record Place(Move by, Deque<Move> ahead) {}

    /** Null if nothing is wrong in any schedule; else what is, and the schedule. */
    @Nullable
    String search() {
        Deque<Place> path = new ArrayDeque<>();
        String wrong = enter(new Move(new State(scenario.processes().size()), 0, null, 0), path);
        while (wrong == null && !path.isEmpty()) {
            Move next = path.getLast().ahead().poll();
            if (next == null) {
                path.removeLast();
            } else if (seen.put(next.state().fingerprint())) {
                wrong = Invariants.backwards(path.getLast().by().state(), next.state());
                wrong = wrong == null ? enter(next, path) : wrong;
            }
        }
        return wrong == null ? null : wrong + schedule(path);
    }

    int states() {
        return seen.size();
    }

    int quiescentStates() {
        return quiescent;
    }

    private @Nullable String enter(Move move, Deque<Place> path) {
        Deque<Move> ahead = moves(move.state());
        path.addLast(new Place(move, ahead));
        String wrong = Invariants.violation(move.state(), rules);
        if (wrong == null && ahead.isEmpty()) {
            quiescent++;
            wrong = Invariants.unfinished(move.state());
        }
        return wrong;
    }

    private Deque<Move> moves(State state) {
        Deque<Move> moves = new ArrayDeque<>();
        for (int process = state.processes.length - 1; process >= 0; process--) {
            Program running = state.processes[process].program;
            for (Program program : running == null ? scenario.processes().get(process) : List.of(running)) {
                Move move = move(state, process, program);
                if (move != null) {
                    moves.add(move);
                }
            }
        }
        return moves;
    }

    private @Nullable Move move(State state, int process, Program program) {
        State next = new State(state);
        Local me = new Local(state.processes[process]);
        next.processes[process] = me;
        int step = me.step;
        me.program = program;
        switch (Objects.requireNonNull(programs.get(program)).get(step).take(next, me, process, rules)) {
            case WAIT -> {
                return null;
            }
            case NEXT -> me.step++;
            case END -> me.end();
        }
        return new Move(next, process, program, step);
    }

    private static String schedule(Deque<Place> path) {
        StringBuilder schedule = new StringBuilder();
        path.stream()
                .map(Place::by)
                .skip(1)
                .forEach(move -> schedule.append(
                        "%n  process %d: %s, step %d".formatted(move.process(), move.program(), move.step())));
        return schedule.toString();
    }
}
