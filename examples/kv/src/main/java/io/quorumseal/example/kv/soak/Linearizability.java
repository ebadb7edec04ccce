package io.quorumseal.example.kv.soak;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether what was done to one register is linearizable: whether each operation can have taken effect at one
 * moment between its asking and its answer, so that each read reads the last value written.
 *
 * <p>It is the search of Wing and Gong ("Testing and verifying concurrent objects", 1993) in the form that Lowe calls
 * just-in-time ("Testing for linearizability", 2017). The history is gone through once, in the order of time, with all
 * states that the register may be in: its value, and which of the operations under way have taken effect. An operation
 * is let take effect only when its answer, or that of another one, needs it.
 *
 * <p>All values written differ, which saves most of the search and changes nothing about what it finds. A value that an
 * operation not yet asked is going to read cannot be written over yet. A write that nobody reads is best done right
 * before another write that is done anyway.
 *
 * <p>It is written here because no library for it is to be had from Maven Central: Knossos is in Clojure's own registry
 * and needs Clojure, Porcupine is in Go, and Lincheck judges only what it ran itself inside one process.
 */
final class Linearizability {
    /** What the register may hold, and which of the operations under way have taken effect. */
    private record State(long value, Set<Operation> done) {
        State with(Operation read) {
            Set<Operation> more = new HashSet<>(done);
            more.add(read);
            return new State(value, more);
        }

        State over(Operation write, Collection<Operation> unread) {
            Set<Operation> more = new HashSet<>(done);
            more.addAll(unread);
            more.add(write);
            return new State(write.value(), more);
        }

        State without(Operation answered) {
            Set<Operation> rest = new HashSet<>(done);
            rest.remove(answered);
            return new State(value, rest);
        }
    }

    private final Set<Operation> underWay = new HashSet<>();
    /** The writes under way that nobody is ever going to read. */
    private final Set<Operation> unread = new HashSet<>();
    /** For each value how many reads of it are still to be asked. */
    private final Map<Long, Integer> toBeAsked = new HashMap<>();

    private Set<State> states = Set.of(new State(Operation.ABSENT, Set.of()));

    private Linearizability() {}

    /**
     * Checks the operations on one key. All values written differ.
     *
     * @return why it is not linearizable; nothing if it is
     */
    static Optional<String> violation(Collection<Operation> operations) {
        Closing closing = new Closing(operations);
        return closing.readsOfNothingWritten().stream()
                .findFirst()
                .map(read -> "nobody wrote what this read: " + read.text())
                .or(() -> new Linearizability().run(closing.closed()));
    }

    private Optional<String> run(List<Operation> operations) {
        operations.stream()
                .filter(operation -> !operation.writes())
                .forEach(read -> toBeAsked.merge(read.value(), 1, Integer::sum));
        for (Moment moment : Moment.inOrder(operations)) {
            if (moment.answer()) {
                Set<State> before = states;
                answered(moment.operation());
                if (states.isEmpty()) {
                    return Optional.of(explain(moment.operation(), before));
                }
            } else {
                asked(moment.operation());
            }
        }
        return Optional.empty();
    }

    private void asked(Operation operation) {
        underWay.add(operation);
        if (!operation.writes()) {
            toBeAsked.merge(operation.value(), -1, Integer::sum);
        } else if (!toBeAsked.containsKey(operation.value())) {
            unread.add(operation);
        }
        states = states.stream().map(this::settled).collect(Collectors.toSet());
    }

    /** A read takes no effect: where it reads what is there, it is best done at once. */
    private State settled(State state) {
        State settled = state;
        for (Operation operation : underWay) {
            if (!operation.writes()
                    && operation.value() == state.value()
                    && !state.done().contains(operation)) {
                settled = settled.with(operation);
            }
        }
        return settled;
    }

    /** Keeps the states in which the operation has taken effect, at last by letting others take effect before it. */
    private void answered(Operation operation) {
        Set<State> kept = new HashSet<>();
        Set<State> seen = new HashSet<>(states);
        Deque<State> left = new ArrayDeque<>(states);
        while (!left.isEmpty()) {
            State state = left.remove();
            if (state.done().contains(operation)) {
                kept.add(state.without(operation));
            } else {
                next(state, operation).stream().filter(seen::add).forEach(left::add);
            }
        }
        underWay.remove(operation);
        unread.remove(operation);
        states = kept;
    }

    /** The states that one more write leads to, on the way to the effect of an operation. */
    private List<State> next(State state, Operation needed) {
        if (toBeAsked.getOrDefault(state.value(), 0) > 0) {
            return List.of();
        }
        return underWay.stream()
                .filter(Operation::writes)
                .filter(write -> !state.done().contains(write))
                .filter(write -> write.equals(needed) || !unread.contains(write))
                .map(write -> settled(state.over(write, unread)))
                .toList();
    }

    private String explain(Operation operation, Set<State> before) {
        return "no order explains: %s%n  the key may have held: %s%n  under way: %s"
                .formatted(
                        operation.text(),
                        before.stream().map(State::value).distinct().toList(),
                        underWay.stream().map(Operation::text).collect(Collectors.joining("; ")));
    }
}
