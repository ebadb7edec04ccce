package io.quorumseal.testkit.internal.engine;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.spi.Engine.Leadership;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** All that the engines and runtimes of a cluster said to each other, in its order. Safe for use by several threads. */
final class Heard {
    private final List<Event> events = new ArrayList<>();
    private final Set<Life> ended = new HashSet<>();
    private final List<String> offences = new ArrayList<>();

    /** One opening of a node's runtime. */
    record Life(String node, int number) {}

    /** Something that was said. */
    sealed interface Event {
        Life life();

        default String node() {
            return life().node();
        }
    }

    /** What opening an entry came to. */
    enum Result {
        /** The vendor's payload. */
        PAYLOAD,
        /** An encryption entry. */
        OURS,
        /** It has to wait. */
        NOT_YET,
        /** It must be neither applied nor skipped. */
        HALTED
    }

    /** The engine had an entry opened; the plaintext is there for a payload only. */
    record Open(Life life, LogPosition at, byte[] logged, Result result, Optional<String> plaintext) implements Event {}

    /** The engine said that a node's part in a group may have changed; what it told of it at that moment. */
    record Told(Life life, GroupId group, Leadership leadership) implements Event {}

    /** The engine took key state for a snapshot, when this was the last index that it had had opened. */
    record Export(Life life, GroupId group, long snapshot, long opened, byte[] state) implements Event {}

    /** The engine brought the key state of a snapshot. */
    record Import(Life life, GroupId group, long snapshot, byte[] state) implements Event {}

    /** A question of the contract's arrived. */
    record Question(Life life, String question) implements Event {}

    /** The runtime had an encryption entry proposed. */
    record Proposed(Life life, GroupId group, Draft draft, CompletionStage<LogPosition> outcome) implements Event {}

    /** What was proposed was settled: at a position, or by an error. */
    record Settled(Life life, GroupId group, Optional<LogPosition> at, Optional<Throwable> failure) implements Event {}

    /** The vendor or the engine told that a group has halted. */
    record Halted(Life life, GroupId group) implements Event {}

    /** A proposal was begun. */
    record Begun(Life life, Draft draft) implements Event {}

    synchronized void add(Event event) {
        if (ended.contains(event.life()) && isEngines(event)) {
            offences.add("after node " + event.node() + " was stopped its engine called the runtime: " + event);
        }
        events.add(event);
        notifyAll();
    }

    /** A question may be on its way when the node is stopped, and a runtime refuses what a vendor begins then. */
    private static boolean isEngines(Event event) {
        return event instanceof Open || event instanceof Told || event instanceof Export || event instanceof Import;
    }

    synchronized void offence(String what) {
        offences.add(what);
    }

    /** What must not happen and did, whatever the case. */
    synchronized List<String> offences() {
        return List.copyOf(offences);
    }

    synchronized void end(Life life) {
        ended.add(life);
    }

    synchronized void changed() {
        notifyAll();
    }

    /** Waits until something is said, for at most a moment: engines do much that is not said here. */
    synchronized void pause(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.timedWait(this, millis);
    }

    synchronized <E extends Event> List<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    synchronized List<Event> all() {
        return List.copyOf(events);
    }

    /** What a node had opened of a group's entries. */
    List<Open> opens(String node, GroupId group) {
        return opens(group).stream().filter(open -> open.node().equals(node)).toList();
    }

    List<Open> opens(GroupId group) {
        return all(Open.class).stream()
                .filter(open -> open.at().group().equals(group))
                .toList();
    }

    /** The same of one life. */
    List<Open> opens(Life life, GroupId group) {
        return opens(group).stream().filter(open -> open.life().equals(life)).toList();
    }

    /** Where a node had a payload opened. */
    Optional<Open> opened(String node, String payload) {
        return all(Open.class).stream()
                .filter(open -> open.node().equals(node)
                        && open.plaintext().filter(payload::equals).isPresent())
                .reduce((earlier, later) -> later);
    }

    /** How a payload was proposed, last. */
    Optional<Draft> draft(String payload) {
        return all(Begun.class).stream()
                .map(Begun::draft)
                .filter(draft -> draft.payload().filter(payload::equals).isPresent())
                .reduce((earlier, later) -> later);
    }

    List<Draft> drafts() {
        return all(Begun.class).stream().map(Begun::draft).toList();
    }
}
