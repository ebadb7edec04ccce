package io.quorumseal.testkit.sim;

import static io.quorumseal.testkit.sim.Sims.rejected;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Registration;
import io.quorumseal.api.RejectedException.Reason;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Engine.Leadership;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.Opened;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.format.ProposalLimits;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.member.SealedState;
import io.quorumseal.testkit.MemoryKek;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What has no room in key state is refused before it is proposed, and goes on where it was committed. */
class KeyStateRoomTest {
    private static final long SNAPSHOT = 1;
    private static final Leadership LEADS = new Leadership.Leading(1, true, 2);
    private static final DekId STORAGE = DekId.of(1);
    private static final DekId RAFT = DekId.of(2);
    private static final DekId NEXT = DekId.of(1 << 20);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final MemoryKek KEK = new MemoryKek(1);

    private final List<String> events = new ArrayList<>();
    private final LoneNode n1 = new LoneNode("n1");

    /** Wraps as the other one does, and more bytes than have room, as a composite KEK might. */
    private static final class LongKek implements Kek {
        private final int size;

        LongKek(int size) {
            this.size = size;
        }

        @Override
        public String description() {
            return "long";
        }

        @Override
        public Optional<String> fingerprint() {
            return Optional.of("long");
        }

        @Override
        public String version() {
            return "v".repeat(300);
        }

        @Override
        public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
            return Arrays.copyOf(KEK.wrap(dek, context, timeout), size);
        }

        @Override
        public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
            return KEK.unwrap(Arrays.copyOf(wrapped, wrapped(RAFT).wrapped().length), context, timeout);
        }

        @Override
        public void probe(Duration timeout) {}

        @Override
        public void close() {}
    }

    private static SecretBytes dek(DekId id) {
        return SecretBytes.take(ByteBuffer.allocate(32).putInt(id.bits()).array());
    }

    private static WrappedDek wrapped(DekId id) {
        Purpose purpose = id.equals(STORAGE) ? Purpose.STORAGE : Purpose.RAFT;
        return new WrappedDek(id, KEK.wrap(dek(id), new WrapContext("sim", purpose, id), TIMEOUT));
    }

    private static Registration by(DekId dek) {
        return new Registration(dek, NodeId.ofName("n2"), new LocalEpoch(1));
    }

    private static Opened apply(LoneNode node, long index, EncryptionEntry entry) {
        LogPosition at = new LogPosition(LoneNode.CONTROL, 1, index);
        return node.group(LoneNode.CONTROL).open(at, ByteBuffer.wrap(EntryFrame.frame(entry)));
    }

    /** As another member exports it. */
    private static byte[] exported(int liveDeks) {
        SortedMap<DekId, KeyState.Key> keys = new TreeMap<>();
        for (int id = 1; id <= liveDeks; id++) {
            Purpose purpose = id == 1 ? Purpose.STORAGE : Purpose.RAFT;
            WrappedDek dek = wrapped(DekId.of(id));
            keys.put(dek.id(), new KeyState.Key(purpose, dek, Instant.EPOCH, LocalEpoch.ZERO, 1));
        }
        KeyState state = new KeyState(
                Map.of(Purpose.STORAGE, STORAGE, Purpose.RAFT, RAFT),
                keys,
                OptionalLong.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeSet<>());
        try (Keyring keyring = new Keyring(new JdkAeadProvider(), NodeId.ofName("n2"))) {
            keyring.add(RAFT, Purpose.RAFT, dek(RAFT));
            KeyringMac macs = new KeyringMac(keyring, Optional.empty());
            return SealedState.seal(
                    state, false, LoneNode.CONTROL, new SealedState.Snapshot(SNAPSHOT), Optional.of(RAFT), "sim", macs);
        }
    }

    private void openWith(int liveDeks) {
        n1.listener = (event, group, text) -> events.add(event + " " + event.severity() + " " + text);
        n1.open();
        var imported = n1.group(LoneNode.CONTROL)
                .importState(exported(liveDeks), SNAPSHOT)
                .toCompletableFuture();
        n1.settle();
        imported.join();
        assertEquals(liveDeks, n1.seal().status().keys().keys().size());
    }

    private List<String> warnings() {
        return events.stream().filter(event -> event.startsWith("LIMIT_NEAR ")).toList();
    }

    private static String refusal(Reason reason, Executable call) {
        return String.valueOf(rejected(reason, call).getMessage());
    }

    @Test
    void bootstrap_kekThatWrapsTooLong_isRefusedAndNothingIsProposed() {
        n1.kek = new LongKek(5_000);
        n1.open();
        n1.leadership = LEADS;
        String message = refusal(Reason.NO_ROOM, () -> n1.seal().admin().bootstrap());
        assertTrue(message.contains("5000 bytes") && message.contains("4096"), message);
        assertEquals(0, n1.proposals);
    }

    @Test
    void bootstrap_engineThatTakesNoEntryOfThisSize_isRefusedAndNothingIsProposed() {
        n1.maxEntrySize = 200;
        n1.open();
        n1.leadership = LEADS;
        String message = refusal(Reason.TOO_LARGE, () -> n1.seal().admin().bootstrap());
        assertTrue(message.contains("the log takes 200"), message);
        assertEquals(0, n1.proposals);
    }

    @Test
    void rewrap_kekVersionThatHasNoRoomInAnEntry_isRefused() {
        n1.kek = new LongKek(100);
        n1.open();
        apply(n1, 2, new Bootstrap(longer(STORAGE, 100), longer(RAFT, 100), List.of(by(STORAGE), by(RAFT))));
        n1.leadership = LEADS;
        String message = refusal(Reason.BAD_REQUEST, () -> n1.seal().admin().rewrap());
        assertTrue(message.contains("300") && message.contains("256"), message);
    }

    private static WrappedDek longer(DekId dek, int size) {
        return new WrappedDek(dek, Arrays.copyOf(wrapped(dek).wrapped(), size));
    }

    /** A reference node proposes it: its entries have no limit. */
    @Test
    void open_wrappedDekThatIsLongerThanIsProposed_isAppliedAndExported() {
        n1.kek = new LongKek(5_000);
        n1.open();
        WrappedDek raft = longer(RAFT, 5_000);
        Opened opened = apply(n1, 2, new Bootstrap(longer(STORAGE, 5_000), raft, List.of(by(STORAGE), by(RAFT))));
        assertTrue(opened instanceof Opened.Ours, opened::toString);
        KeyState exported = SealedState.decode(n1.group(LoneNode.CONTROL).exportState(SNAPSHOT), SNAPSHOT)
                .state();
        assertEquals(raft, requireNonNull(exported.keys().get(RAFT)).dek());
    }

    @Test
    void rotation_toThreeQuartersOfTheLiveDeks_isToldThenAndAtEachStart() {
        openWith(ProposalLimits.LIVE_DEKS_WARNING - 1);
        assertEquals(List.of(), n1.seal().status().warnings());
        apply(n1, 2, new RotateDek(Purpose.RAFT, wrapped(NEXT), by(NEXT)));
        assertEquals(1, warnings().size(), events::toString);
        String warning = warnings().get(0);
        assertTrue(warning.startsWith("LIMIT_NEAR WARNING 3072 of 4096 live DEKs"), warning);
        assertTrue(warning.contains("retire"), warning);
        assertEquals(
                List.of(warning.substring("LIMIT_NEAR WARNING ".length())),
                n1.seal().status().warnings());
        n1.seal().close();
        events.clear();
        n1.open();
        assertEquals(List.of(warning), warnings());
    }
}
