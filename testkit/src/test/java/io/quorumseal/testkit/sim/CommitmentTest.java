package io.quorumseal.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.NewKey;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.NewKeys.What;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.Opened;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.key.Attributes;
import io.quorumseal.core.internal.key.Attributes.Binds;
import io.quorumseal.core.internal.key.DekKeys;
import io.quorumseal.core.internal.peer.PeerMessage;
import io.quorumseal.core.internal.peer.PeerMessage.Offered;
import io.quorumseal.testkit.MemoryKek;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * A DEK that unwraps and is another one than the cluster means: a stranger's, where anybody can wrap, under an id that is
 * known. Nothing sees it, by whatever way it comes.
 */
class CommitmentTest {
    private static final MemoryKek HONEST = new MemoryKek(5);
    private static final DekId STORAGE = new DekId(1);
    private static final DekId RAFT = new DekId(2);
    private static final DekId NEXT = new DekId(3);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final long AT = 1;

    private final StrangersKek kek = new StrangersKek(HONEST);
    private final LoneNode node = opened("n1");

    private LoneNode opened(String name) {
        LoneNode opened = new LoneNode(name);
        opened.kek = kek;
        return opened.open();
    }

    private static SecretBytes dek(DekId id) {
        return SecretBytes.take(
                ByteBuffer.allocate(DekKeys.SIZE).putInt(id.bits()).array());
    }

    private static WrappedDek wrapped(Purpose purpose, DekId id) {
        try (SecretBytes dek = dek(id)) {
            return new WrappedDek(id, HONEST.wrap(dek, new WrapContext("sim", purpose, id), TIMEOUT));
        }
    }

    private static NewKey key(Purpose purpose, DekId id) {
        Binds binds = purpose == Purpose.RAFT ? Binds.TERM_AND_INDEX : Binds.NOTHING;
        try (SecretBytes dek = dek(id);
                DekKeys keys = DekKeys.of(id, new Attributes("sim", purpose, binds), dek)) {
            return new NewKey(purpose, new DekCipher(2, binds.code(), keys.commitment()), wrapped(purpose, id));
        }
    }

    private static EncryptionEntry bootstrap() {
        List<NewKey> both = List.of(key(Purpose.STORAGE, STORAGE), key(Purpose.RAFT, RAFT));
        return new NewKeys(What.BOOTSTRAP, both, NodeId.ofName("n2"));
    }

    private static EncryptionEntry rotation() {
        return new NewKeys(What.ROTATE, List.of(key(Purpose.RAFT, NEXT)), NodeId.ofName("n2"));
    }

    private static Opened apply(LoneNode node, long index, EncryptionEntry entry) {
        LogPosition at = new LogPosition(LoneNode.CONTROL, 1, index);
        return node.group(LoneNode.CONTROL).open(at, ByteBuffer.wrap(EntryFrame.frame(entry)));
    }

    private static KeyState keys(LoneNode node) {
        return node.seal().status().keys();
    }

    private void bootstrapped() {
        assertInstanceOf(Opened.Ours.class, apply(node, AT, bootstrap()));
    }

    @Test
    void apply_entryWithAnotherKey_waitsUntilItIsTheRightOne() {
        bootstrapped();
        kek.exchange(NEXT);
        KeyState before = keys(node);
        assertWaits(apply(node, 2, rotation()));
        assertEquals(before, keys(node));
        kek.beHonest();
        assertInstanceOf(Opened.Ours.class, apply(node, 2, rotation()));
    }

    @Test
    void apply_rewrapToAnotherKey_waits() {
        bootstrapped();
        kek.exchange(STORAGE);
        assertWaits(apply(
                node, 2, new RewrapDeks("2", List.of(wrapped(Purpose.STORAGE, STORAGE)), NodeId.ofName("n2"))));
    }

    private static void assertWaits(Opened opened) {
        String why = assertInstanceOf(Opened.NotYet.class, opened).why();
        assertTrue(why.contains("is not the key that its commitment was made for"), why);
    }

    @Test
    void prepare_offerOfAnotherKey_isNotReady() {
        bootstrapped();
        kek.exchange(NEXT);
        NewKey next = key(Purpose.RAFT, NEXT);
        assertNotReady(new Offered(Purpose.RAFT, next.dek(), next.cipher()));
        kek.beHonest();
        assertInstanceOf(PeerMessage.Ready.class, answer(new Offered(Purpose.RAFT, next.dek(), next.cipher())));
    }

    @Test
    void prepare_rewrapToAnotherKey_isNotReady() {
        bootstrapped();
        kek.exchange(STORAGE);
        assertNotReady(new Offered(
                Purpose.STORAGE,
                wrapped(Purpose.STORAGE, STORAGE),
                key(Purpose.STORAGE, STORAGE).cipher()));
    }

    private void assertNotReady(Offered offered) {
        PeerMessage.Failed failed = assertInstanceOf(PeerMessage.Failed.class, answer(offered));
        assertTrue(failed.text().contains("another key"), failed::text);
    }

    private PeerMessage answer(Offered offered) {
        PeerMessage question = new PeerMessage.Prepare(false, List.of(offered), false);
        CompletableFuture<PeerMessage> answer = new SimProof(
                        "sim", kek, () -> node.seal().status().keys())
                .ask("n2", node.seal()::answer, question)
                .toCompletableFuture();
        node.settle();
        return answer.join();
    }

    @Test
    void import_stateWithAnotherKey_waitsUntilItIsTheRightOne() {
        bootstrapped();
        byte[] state = node.group(LoneNode.CONTROL).exportState(AT);
        kek.exchange(STORAGE);
        LoneNode other = opened("n3");
        CompletableFuture<Void> done =
                other.group(LoneNode.CONTROL).importState(state, AT).toCompletableFuture();
        other.tick(RETRY);
        assertFalse(done.isDone());
        assertFalse(keys(other).bootstrapped());
        kek.beHonest();
        other.tick(RETRY);
        done.join();
        assertEquals(keys(node).active(), keys(other).active());
    }

    @Test
    void start_withAnotherKey_isRefused() {
        bootstrapped();
        node.seal().close();
        kek.exchange(STORAGE);
        StartupRefusedException refused = assertThrows(StartupRefusedException.class, node::open);
        assertEquals(StartupRefusedException.Refusal.KEYS_DO_NOT_UNWRAP, refused.refusal());
        kek.beHonest();
        assertTrue(keys(node.open()).bootstrapped());
    }
}
