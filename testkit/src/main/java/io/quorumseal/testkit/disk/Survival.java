package io.quorumseal.testkit.disk;

import java.util.ArrayList;
import java.util.List;

/**
 * What is left, after power is lost, of the things that were done and not yet made durable.
 *
 * @param data of the bytes written to a file since its last fsync
 * @param names of the names made, changed and removed in a directory since its last fsync
 */
public record Survival(Data data, Names names) {

    /** What is left of unsynced bytes. */
    public enum Data {
        /** None of them: the file ends where it was synced. */
        LOST,
        /** The first half. */
        TORN,
        /** All of them as zeros: the length reached the disk, the bytes did not. */
        ZEROED,
        /** All of them. */
        KEPT
    }

    /** What is left of unsynced changes of names. */
    public enum Names {
        /** None of them. */
        LOST,
        /** The first only. */
        FIRST,
        /** All but the last. */
        ALL_BUT_LAST,
        /** The last only, as on a file system that does not keep their order. */
        LAST,
        /** All of them. */
        KEPT
    }

    /**
     * Lists every combination.
     *
     * @return all of them
     */
    public static List<Survival> all() {
        List<Survival> all = new ArrayList<>();
        for (Data data : Data.values()) {
            for (Names names : Names.values()) {
                all.add(new Survival(data, names));
            }
        }
        return List.copyOf(all);
    }

    /** Cuts a list of changes down to those that are left. */
    <T> List<T> of(List<T> changes) {
        int last = Math.max(0, changes.size() - 1);
        return switch (names) {
            case LOST -> List.of();
            case FIRST -> changes.subList(0, Math.min(1, changes.size()));
            case ALL_BUT_LAST -> changes.subList(0, last);
            case LAST -> changes.subList(last, changes.size());
            case KEPT -> changes;
        };
    }
}
