package io.quorumseal.core.internal.apply;

import io.quorumseal.api.DekId;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Row;
import io.quorumseal.api.KeyState.Writer;
import io.quorumseal.api.LocalEpoch;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What two replicas know together. Nothing moves back. */
public final class Union {
    private Union() {}

    /**
     * What is retired in a log that goes on from what they know: all that is not live there. What a replica had besides nobody
     * else has; it opens what it sealed under it until it needs it no more.
     */
    public static SortedSet<DekId> retiredBut(KeyState mine, KeyState theirs, Set<DekId> live) {
        SortedSet<DekId> retired = new TreeSet<>(mine.retired());
        retired.addAll(theirs.retired());
        retired.addAll(mine.keys().keySet());
        retired.removeAll(live);
        return retired;
    }

    /** The registrations under DEKs that are not retired. */
    public static SortedMap<Row, Writer> registry(KeyState mine, KeyState theirs, SortedSet<DekId> retired) {
        SortedMap<Row, Writer> rows = new TreeMap<>(mine.registry());
        theirs.registry().forEach((row, writer) -> rows.merge(row, writer, Union::later));
        rows.keySet().removeIf(row -> retired.contains(row.dek()));
        return rows;
    }

    private static Writer later(Writer mine, Writer theirs) {
        LocalEpoch first = mine.first().compareTo(theirs.first()) <= 0 ? mine.first() : theirs.first();
        LocalEpoch last = mine.last().compareTo(theirs.last()) >= 0 ? mine.last() : theirs.last();
        return new Writer(mine.node(), first, last);
    }

    /** Two keys under one id would never open what the other sealed. */
    public static KeyState.Key same(KeyState.Key mine, KeyState.Key theirs) {
        if (mine.purpose() != theirs.purpose() || !mine.cipher().equals(theirs.cipher())) {
            throw new HaltApplyException(
                    HaltApplyException.Reason.FORBIDDEN,
                    "DEK " + mine.dek().id() + " is one key as applied here, for "
                            + mine.purpose().word() + " with "
                            + mine.cipher() + ", and another as imported, for "
                            + theirs.purpose().word() + " with "
                            + theirs.cipher()
                            + "; what one sealed the other never opens. Nothing was taken over. Find out which"
                            + " of the two is not of this cluster");
        }
        return mine;
    }
}
