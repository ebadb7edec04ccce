package io.quorumseal.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.NewKey;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.NewKeys.What;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.Opened;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.testkit.MemoryKek;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a node makes of DEKs in a suite that it does not seal in: nothing, and never silently. */
class LaterSuiteTest {
    private static final MemoryKek KEK = new MemoryKek(5);
    private static final DekId STORAGE = new DekId(1);
    private static final DekId RAFT = new DekId(2);
    private static final DekId NEXT = new DekId(3);
    private static final int OFFSET_OF_SUITE = 16 + 6;

    private static LoneNode withKeys() {
        LoneNode node = new LoneNode("n1");
        node.kek = KEK;
        node.open();
        Bootstrap bootstrap = new Bootstrap(wrapped(Purpose.STORAGE, STORAGE), wrapped(Purpose.RAFT, RAFT), List.of());
        assertInstanceOf(Opened.Ours.class, open(node, 1, EntryFrame.frame(bootstrap)));
        return node;
    }

    private static WrappedDek wrapped(Purpose purpose, DekId id) {
        SecretBytes dek =
                SecretBytes.take(ByteBuffer.allocate(32).putInt(id.bits()).array());
        return new WrappedDek(id, KEK.wrap(dek, new WrapContext("sim", purpose, id), Duration.ofSeconds(1)));
    }

    private static Opened open(LoneNode node, long index, byte[] payload) {
        LogPosition at = new LogPosition(LoneNode.CONTROL, 1, index);
        return node.group(LoneNode.CONTROL).open(at, ByteBuffer.wrap(payload));
    }

    private static EncryptionEntry rotation() {
        DekCipher cipher = new DekCipher(2, DekCipher.TERM_AND_INDEX, new byte[DekCipher.COMMITMENT_SIZE]);
        NewKey key = new NewKey(Purpose.RAFT, cipher, wrapped(Purpose.RAFT, NEXT));
        return new NewKeys(What.ROTATE, List.of(key), NodeId.ofName("n2"));
    }

    @Test
    void open_keyThatCannotBeHeldAgainstItsCommitment_waitsAndSaysWhy() {
        LoneNode node = withKeys();
        KeyState before = node.seal().status().keys();
        Opened.NotYet stalled = assertInstanceOf(Opened.NotYet.class, open(node, 2, EntryFrame.frame(rotation())));
        assertTrue(stalled.why().contains("is not the key that its commitment was made for"), stalled.why());
        assertEquals(before, node.seal().status().keys());
        assertEquals(Optional.of(RAFT), node.seal().status().keys().activeDek(Purpose.RAFT));
    }

    @Test
    void open_keyOfASuiteThatIsNotKnown_haltsAndIsNotSkipped() {
        LoneNode node = withKeys();
        byte[] payload = EntryFrame.frame(rotation());
        assertEquals(2, payload[OFFSET_OF_SUITE]);
        payload[OFFSET_OF_SUITE] = 3;
        HaltApplyException halt = assertThrows(HaltApplyException.class, () -> open(node, 2, payload));
        assertEquals(HaltApplyException.Reason.MALFORMED, halt.reason());
        MalformedException cause = assertInstanceOf(MalformedException.class, halt.getCause());
        assertEquals(MalformedException.Defect.ENTRY_VERSION, cause.defect());
        assertThrows(HaltApplyException.class, () -> open(node, 3, EntryFrame.frame(new EncryptionEntry.Void("next"))));
    }
}
