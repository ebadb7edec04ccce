package io.quorumseal.testkit.internal.store;

import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueStore.Stored;
import io.quorumseal.testkit.ValueStoreContract.Subject;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** All cases of the contract of stores of values. */
public final class StoreCases {
    private static final StoredValue SEALED = new StoredValue(true, bytes("sealed"));
    private static final StoredValue NEWER = new StoredValue(true, bytes("newer"));
    private static final StoredValue RENEWED = new StoredValue(true, bytes("renewed"));
    private static final StoredValue CLEARTEXT = new StoredValue(false, bytes("sealed"));
    private static final int MANY = 1_000;

    /** In the order of the table. */
    public static final List<StoreCase> ALL = List.of(
            new StoreCase(
                    "values.all",
                    "values() tells each stored value with its key, its bytes and its state bit: what it leaves out stays"
                            + " under an old DEK, which cannot be retired then",
                    false,
                    StoreCases::tellsAll),
            new StoreCase(
                    "values.again",
                    "values() may be called again, also before an earlier stream is closed: a rewrite makes three passes",
                    false,
                    StoreCases::tellsAgain),
            new StoreCase(
                    "values.meanwhile",
                    "a stream tells all that was stored before it was begun, while values are stored and replaced: it may"
                            + " be read for hours",
                    false,
                    StoreCases::tellsWhileOthersWrite),
            new StoreCase(
                    "replace.seen",
                    "replace puts the renewed value in the place of the one that was seen, and says so",
                    false,
                    subject -> replacesAfter(subject, SEALED)),
            new StoreCase(
                    "replace.newer",
                    "replace leaves a value alone that is not the one that was seen any more, and says so: what was applied"
                            + " meanwhile would be lost",
                    false,
                    subject -> keepsWhatIsThere(subject, NEWER)),
            new StoreCase(
                    "replace.state-bit",
                    "replace leaves a value alone of which only the state bit differs from what was seen",
                    false,
                    subject -> keepsWhatIsThere(subject, CLEARTEXT)),
            new StoreCase(
                    "replace.gone",
                    "replace stores nothing where nothing is stored any more",
                    false,
                    StoreCases::keepsWhatIsGone),
            new StoreCase(
                    "compact.keeps",
                    "compact() loses no value and brings none back",
                    false,
                    StoreCases::survivesCompaction),
            new StoreCase(
                    "values.scope",
                    "values() tells each value with the scope that it was sealed under: under another it does not open",
                    true,
                    StoreCases::tellsTheScope),
            new StoreCase(
                    "replace.scope",
                    "replace touches no value under the same key in another scope",
                    true,
                    StoreCases::replacesInItsScope));

    private StoreCases() {}

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Stored row(String scope, String key, StoredValue value) {
        return new Stored(scope, bytes(key), value);
    }

    /** What is stored is exactly this. */
    private static boolean holds(Subject subject, Stored... rows) {
        try (Stream<Stored> all = subject.store().values()) {
            List<Stored> told = all.toList();
            return told.size() == rows.length
                    && Arrays.stream(rows).allMatch(row -> told.stream().anyMatch(one -> same(one, row)));
        }
    }

    private static boolean same(Stored one, Stored other) {
        return one.scope().equals(other.scope())
                && Arrays.equals(one.storageKey(), other.storageKey())
                && one.value().equals(other.value());
    }

    private static boolean tellsAll(Subject subject) {
        Stored sealed = row("", "a", SEALED);
        Stored cleartext = row("", "b", CLEARTEXT);
        Stored empty = row("", "c", new StoredValue(false, new byte[0]));
        Stored binary = new Stored(new byte[] {0, -1, 47}, SEALED);
        Stored[] rows = {sealed, cleartext, empty, binary};
        Arrays.stream(rows).forEach(subject::put);
        return holds(subject, rows);
    }

    private static boolean tellsAgain(Subject subject) {
        Stored row = row("", "a", SEALED);
        subject.put(row);
        try (Stream<Stored> open = subject.store().values()) {
            return holds(subject, row) && open.count() == 1 && holds(subject, row);
        }
    }

    private static boolean tellsWhileOthersWrite(Subject subject) {
        for (int i = 0; i < MANY; i++) {
            subject.put(row("", "old" + i, SEALED));
        }
        long told = 0;
        try (Stream<Stored> all = subject.store().values()) {
            Iterator<Stored> each = all.iterator();
            while (each.hasNext()) {
                Stored seen = each.next();
                boolean old = new String(seen.storageKey(), StandardCharsets.UTF_8).startsWith("old");
                told += old ? 1 : 0;
                if (old) {
                    subject.put(row("", "new" + told, SEALED));
                    boolean unused = subject.store().replace(seen, RENEWED);
                }
            }
        }
        return told == MANY;
    }

    private static boolean replacesAfter(Subject subject, StoredValue seen) {
        subject.put(row("", "a", seen));
        subject.put(row("", "b", seen));
        return subject.store().replace(row("", "a", seen), RENEWED)
                && holds(subject, row("", "a", RENEWED), row("", "b", seen));
    }

    private static boolean keepsWhatIsThere(Subject subject, StoredValue there) {
        subject.put(row("", "a", SEALED));
        subject.put(row("", "a", there));
        return !subject.store().replace(row("", "a", SEALED), RENEWED) && holds(subject, row("", "a", there));
    }

    private static boolean keepsWhatIsGone(Subject subject) {
        return !subject.store().replace(row("", "a", SEALED), RENEWED) && holds(subject);
    }

    private static boolean survivesCompaction(Subject subject) {
        subject.put(row("", "a", SEALED));
        subject.put(row("", "b", CLEARTEXT));
        boolean replaced = subject.store().replace(row("", "a", SEALED), RENEWED);
        subject.store().compact();
        return replaced && holds(subject, row("", "a", RENEWED), row("", "b", CLEARTEXT));
    }

    private static boolean tellsTheScope(Subject subject) {
        Stored[] rows = {row("orders", "a", SEALED), row("lines", "a", NEWER), row("", "a", CLEARTEXT)};
        Arrays.stream(rows).forEach(subject::put);
        return holds(subject, rows);
    }

    private static boolean replacesInItsScope(Subject subject) {
        subject.put(row("orders", "a", SEALED));
        subject.put(row("lines", "a", SEALED));
        return subject.store().replace(row("lines", "a", SEALED), RENEWED)
                && holds(subject, row("orders", "a", SEALED), row("lines", "a", RENEWED));
    }
}
