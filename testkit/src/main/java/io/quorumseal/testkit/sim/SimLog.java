package io.quorumseal.testkit.sim;

import io.quorumseal.api.MalformedException;
import io.quorumseal.core.internal.format.EntryFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The log of one replica, which is durable as soon as it is written. */
public final class SimLog {
    private final List<SimEntry> entries = new ArrayList<>();
    private long purged;
    private long purgedTerm;
    private final TreeSet<Long> markers = new TreeSet<>();

    SimLog() {}

    public long purged() {
        return purged;
    }

    public long lastIndex() {
        return purged + entries.size();
    }

    long lastTerm() {
        return termAt(lastIndex());
    }

    /** The term of an entry that is there, or of the last one that was purged. */
    public long termAt(long index) {
        return index == purged ? purgedTerm : at(index).term();
    }

    public SimEntry at(long index) {
        return entries.get((int) (index - purged - 1));
    }

    boolean holds(SimEntry entry) {
        return entry.index() <= purged
                || (entry.index() <= lastIndex() && at(entry.index()).term() == entry.term());
    }

    /** Those that were not purged. */
    public List<SimEntry> entries() {
        return List.copyOf(entries);
    }

    void append(SimEntry entry) {
        if (entry.index() != lastIndex() + 1) {
            throw new IllegalStateException("entry " + entry.index() + " behind " + lastIndex());
        }
        entries.add(entry);
        if (isMarker(entry)) {
            markers.add(entry.index());
        }
    }

    /** Puts other bytes in the place of an entry's, as somebody does who can write the disk. */
    public void exchange(long index, byte[] bytes) {
        SimEntry entry = at(index);
        entries.set((int) (index - purged - 1), new SimEntry(entry.term(), index, entry.own(), bytes));
    }

    /** A sealed entry is none: only the marker that makes the cutover is not sealed. */
    private static boolean isMarker(SimEntry entry) {
        try {
            return EntryFrame.isOurs(entry.payload())
                    && EntryFrame.unframe(entry.payload()).marker().isPresent();
        } catch (MalformedException e) {
            return false;
        }
    }

    /** Whether an index stands behind a marker that this log has, or had before it was purged. */
    public boolean behindMarker(long index) {
        return !markers.isEmpty() && markers.first() < index;
    }

    void truncateFrom(long index) {
        markers.tailSet(index).clear();
        entries.subList((int) (index - purged - 1), entries.size()).clear();
    }

    void purgeThrough(long index) {
        purgedTerm = termAt(index);
        entries.subList(0, (int) (index - purged)).clear();
        purged = index;
    }

    /** Begins behind a snapshot. */
    void resetTo(long term, long index) {
        entries.clear();
        markers.clear();
        purged = index;
        purgedTerm = term;
    }
}
