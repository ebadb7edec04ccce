package io.quorumseal.core.internal.sidecar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Sidecar;
import io.quorumseal.api.spi.SidecarStore;
import io.quorumseal.core.internal.sidecar.SidecarMac.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SidecarKeeperTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private final Memory store = new Memory();
    private final SidecarKeeper keeper =
            new SidecarKeeper(store, Samples.CODEC, Samples.KEYS, Samples.newNode(), CLOCK);

    @Test
    void update_change_isDurableBeforeItIsVisible() {
        store.onWrite = () -> assertEquals(Samples.newNode(), keeper.current());
        Sidecar next = keeper.update(old -> Samples.full());
        assertEquals(Samples.full(), next);
        assertSame(next, keeper.current());
        assertEquals(Samples.full(), Samples.CODEC.decode(store.latest()));
        assertEquals(Verdict.VALID, Samples.MAC.verify(store.latest(), Samples.KEYS));
    }

    @Test
    void update_noChange_writesNothing() {
        assertEquals(Samples.newNode(), keeper.update(old -> Samples.newNode()));
        assertEquals(List.of(), store.written);
    }

    @Test
    void update_severalChanges_eachSeesTheOneBefore() {
        for (int opening = 2; opening < 5; opening++) {
            LocalEpoch raised = new LocalEpoch(opening);
            keeper.update(old -> {
                assertEquals(raised.value() - 1, old.local().opening().value());
                return opened(old, raised);
            });
        }
        assertEquals(3, store.written.size());
        assertEquals(4, Samples.CODEC.decode(store.latest()).local().opening().value());
    }

    private static Sidecar opened(Sidecar old, LocalEpoch opening) {
        return old.with(new Sidecar.Local(old.local().cluster(), old.local().node(), opening, Optional.empty()));
    }

    @Test
    void update_writeFails_keepsTheOldAndFailsForEver() {
        store.onWrite = () -> {
            throw new HaltApplyException(HaltApplyException.Reason.STORAGE, "disk");
        };
        assertHalt(old -> Samples.full());
        assertEquals(Samples.newNode(), keeper.current());
        store.onWrite = () -> {};
        assertHalt(old -> Samples.full());
        assertHalt(old -> old);
        assertEquals(List.of(), store.written);
    }

    @Test
    void update_changeThrows_leavesEverythingAsItWas() {
        assertThrows(
                IllegalArgumentException.class,
                () -> keeper.update(old -> {
                    throw new IllegalArgumentException("no");
                }));
        assertEquals(Samples.newNode(), keeper.current());
        keeper.update(old -> Samples.full());
        assertEquals(1, store.written.size());
    }

    @Test
    void update_keyOfTheMacNotKnown_writesNothing() {
        SidecarKeeper poor =
                new SidecarKeeper(store, Samples.CODEC, new SampleKeys(Set.of()), Samples.newNode(), CLOCK);
        assertThrows(HaltApplyException.class, () -> poor.update(old -> Samples.full()));
        assertEquals(Samples.newNode(), poor.current());
        assertEquals(List.of(), store.written);
    }

    @Test
    void update_activeRaftKeyChanges_signsWithTheNewOne() {
        keeper.update(old -> Samples.full());
        keeper.update(old -> old.with(old.state().withActive(Purpose.RAFT, Samples.OLD_RAFT)));
        assertEquals(
                new MacSource.Dek(Samples.OLD_RAFT),
                Samples.CODEC.decodeWithMac(store.latest()).mac().orElseThrow().source());
    }

    @Test
    void update_sameSidecarTwice_givesTheSameBytes() {
        keeper.update(old -> Samples.full());
        assertArrayEquals(Samples.fullFile(), store.latest());
    }

    @Test
    void update_newKeyEvents_areInTheAuditFileWhenItReturns() {
        store.onAudit = () -> assertEquals(1, store.written.size(), "the key file is first");
        keeper.update(old -> Samples.full());
        assertEquals(2, store.audit.toString().lines().count());
        keeper.update(old -> old.with(old.state().withStorageCutover(9)));
        assertEquals(2, store.audit.toString().lines().count());
    }

    @Test
    void update_auditFails_keepsTheOldAndFailsForEver() {
        store.onAudit = () -> {
            throw new HaltApplyException(HaltApplyException.Reason.STORAGE, "disk");
        };
        assertHalt(old -> Samples.full());
        assertEquals(Samples.newNode(), keeper.current());
        store.onAudit = () -> {};
        assertHalt(old -> Samples.full());
    }

    @Test
    void fileSize_otherKeyState_isThatOfTheFileButForItsMac() {
        keeper.update(old -> Samples.full());
        KeyState fewer = Samples.state().withRetired(Samples.OLD_RAFT);
        int size = Samples.CODEC
                .encode(Samples.full().with(fewer), Optional.empty())
                .file()
                .length;
        assertEquals(size, keeper.fileSize(fewer));
        assertEquals(1, store.written.size());
    }

    private void assertHalt(java.util.function.UnaryOperator<Sidecar> change) {
        HaltApplyException error = assertThrows(HaltApplyException.class, () -> keeper.update(change));
        assertEquals(HaltApplyException.Reason.STORAGE, error.reason());
    }

    /** Keeps what is written, and calls a hook before. */
    private static final class Memory implements SidecarStore {
        final List<byte[]> written = new ArrayList<>();
        final StringBuilder audit = new StringBuilder();
        Runnable onWrite = () -> {};
        Runnable onAudit = () -> {};

        byte[] latest() {
            return written.get(written.size() - 1);
        }

        @Override
        public void probe() {}

        @Override
        public Optional<byte[]> read() {
            return written.isEmpty() ? Optional.empty() : Optional.of(latest());
        }

        @Override
        public void write(byte[] bytes) {
            onWrite.run();
            written.add(bytes);
        }

        @Override
        public Optional<byte[]> readAudit() {
            return audit.isEmpty()
                    ? Optional.empty()
                    : Optional.of(audit.toString().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void appendAudit(byte[] bytes) {
            onAudit.run();
            audit.append(new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void close() {}
    }
}
