package io.quorumseal.engine.jraft;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.core.FSMCallerImpl;
import com.alipay.sofa.jraft.core.IteratorImpl;
import com.alipay.sofa.jraft.core.IteratorWrapper;
import com.alipay.sofa.jraft.entity.EnumOutter.EntryType;
import com.alipay.sofa.jraft.entity.LogEntry;
import com.alipay.sofa.jraft.entity.LogId;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.storage.LogManager;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Around JRaft's own iterator. A log is written as one letter for each entry, from index 1 on: {@code v} is a vendor's payload,
 * {@code o} an encryption entry, {@code h} one that cannot be applied, {@code c} a configuration of JRaft's.
 */
class SealedIteratorTest {
    private static final Status BROKEN = new Status(RaftError.ESTATEMACHINE, "broken");

    private final List<Long> applied = new ArrayList<>();
    private final List<Closure> closures = new ArrayList<>();

    private record Log(IteratorImpl jrafts, SealedIterator vendors) {
        long lastApplied() {
            return jrafts.getIndex() - 1;
        }
    }

    private Log log(String letters) {
        LogManager manager = (LogManager) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {LogManager.class},
                (proxy, method, arguments) -> entry(letters, (long) arguments[0]));
        letters.chars()
                .forEach(letter -> closures.add(new VendorTask(
                        new ClosedProposal(1), ConcurrentHashMap.newKeySet(), letter == 'v' ? new Put() : null)));
        IteratorImpl jrafts =
                new IteratorImpl(new FSMCallerImpl(), manager, closures, 1, 0, letters.length(), new AtomicLong());
        return new Log(jrafts, new SealedIterator(new IteratorWrapper(jrafts), this::open));
    }

    private static LogEntry entry(String letters, long index) {
        char letter = letters.charAt((int) index - 1);
        LogEntry entry = new LogEntry(letter == 'c' ? EntryType.ENTRY_TYPE_CONFIGURATION : EntryType.ENTRY_TYPE_DATA);
        entry.setId(new LogId(index, 7));
        entry.setData(ByteBuffer.wrap((letter + "" + index).getBytes(UTF_8)));
        return entry;
    }

    private Optional<ByteBuffer> open(Iterator at) {
        String logged = new String(at.getData().array(), UTF_8);
        if (logged.startsWith("v")) {
            return Optional.of(ByteBuffer.wrap(("opened " + logged).getBytes(UTF_8)));
        }
        if (logged.startsWith("h")) {
            at.setErrorAndRollback(1, BROKEN);
        } else {
            applied.add(at.getIndex());
        }
        return Optional.empty();
    }

    /** A vendor as JRaft's examples are. */
    private static List<String> read(SealedIterator entries, int most) {
        List<String> seen = new ArrayList<>();
        while (seen.size() < most && entries.hasNext()) {
            seen.add(entries.getIndex() + " "
                    + new String(Objects.requireNonNull(entries.getData()).array(), UTF_8));
            entries.next();
        }
        return seen;
    }

    @ParameterizedTest
    @CsvSource({
        "vvv, 1 opened v1|2 opened v2|3 opened v3, '', 3",
        "ovoov, 2 opened v2|5 opened v5, 1 3 4, 5",
        "voo, 1 opened v1, 2 3, 3",
        "oo, '', 1 2, 2",
        "vcv, 1 opened v1, '', 1",
        "vohv, 1 opened v1, 2, 2",
        "h, '', '', 0"
    })
    void entries_asTheVendorSeesThem(String letters, String seen, String ours, long lastApplied) {
        Log log = log(letters);
        assertEquals(seen, String.join("|", read(log.vendors(), 100)));
        assertEquals(
                ours, String.join(" ", applied.stream().map(String::valueOf).toList()));
        assertEquals(lastApplied, log.lastApplied());
        assertFalse(log.vendors().hasNext());
        assertNull(log.vendors().getData());
        assertNull(log.vendors().next());
    }

    /** The vendor counts its own entries, and those of the engine between them are met again, too. */
    @ParameterizedTest
    @CsvSource({
        "vvvv, 4, 1, 3",
        "vvvv, 4, 2, 2",
        "vovov, 3, 1, 4",
        "vovov, 3, 2, 2",
        "vovov, 3, 3, 0",
        "vovoo, 2, 1, 2",
        "vvvv, 2, 1, 2",
        "vvvv, 2, 2, 1",
        "vovo, 1, 1, 2",
        "vovo, 1, 2, 0",
        "vv, 2, 9, 0"
    })
    void setErrorAndRollback_ofTheVendor_givesBackThoseEntriesOfItsOwn(
            String letters, int read, long ntail, long lastApplied) {
        Log log = log(letters);
        read(log.vendors(), read);
        log.vendors().setErrorAndRollback(ntail, BROKEN);
        assertEquals(lastApplied, log.lastApplied());
        assertFalse(log.vendors().hasNext());
    }

    /** What JRaft's own iterator does with the same vendor, where no entry is another's. */
    @ParameterizedTest
    @CsvSource({"vvvv, 4, 1", "vvvv, 4, 3", "vvvv, 2, 1", "vvvv, 2, 2", "vvvv, 1, 1"})
    void setErrorAndRollback_withoutOtherEntries_isAsInJRaft(String letters, int read, long ntail) {
        Log log = log(letters);
        read(log.vendors(), read);
        log.vendors().setErrorAndRollback(ntail, BROKEN);
        Log plain = log(letters);
        Iterator jrafts = new IteratorWrapper(plain.jrafts());
        for (int i = 0; i < read; i++) {
            jrafts.next();
        }
        jrafts.setErrorAndRollback(ntail, BROKEN);
        assertEquals(plain.lastApplied(), log.lastApplied());
    }

    @Test
    void setErrorAndRollback_behindAnEntryThatHalted_changesNothing() {
        Log log = log("vvh");
        read(log.vendors(), 2);
        log.vendors().setErrorAndRollback(1, BROKEN);
        assertEquals(2, log.lastApplied());
    }

    @Test
    void done_ofAnEntry_isTheVendorsOwn() {
        Log log = log("ov");
        VendorTask task = (VendorTask) closures.get(1);
        assertSame(task.vendors(), log.vendors().done());
        assertEquals(2, log.vendors().getIndex());
        assertEquals(7, log.vendors().getTerm());
    }

    /** What it has not come to is not applied, and may be an encryption entry. */
    @Test
    void vendor_thatReturnsEarly_hasOpenedNoMoreThanItSaw() {
        Log log = log("vov");
        read(log.vendors(), 1);
        assertEquals(List.of(), applied);
        log.vendors().leave();
        assertEquals(1, log.lastApplied());
    }

    @Test
    void vendor_thatLeavesAnEntryWhereItIs_hasPassedIt() {
        Log log = log("vv");
        assertEquals(1, log.vendors().getIndex());
        log.vendors().leave();
        assertEquals(List.of("2 opened v2"), read(log.vendors(), 9));
    }
}
