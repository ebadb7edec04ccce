package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.UnknownDekException;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.format.Damage;
import io.quorumseal.core.internal.format.EntryCodec;
import io.quorumseal.core.internal.format.EntryFrame;
import io.quorumseal.core.internal.format.RegistryCodec;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Keyring;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Every truncation and every flipped bit of every vector, given to the decoder that reads it. */
class DamagedVectorsTest {
    private static final Binding VALUES = Binding.values("");
    private static final Binding LOG = Binding.log(new GroupId("data"), "");
    private static final int OVERHEAD = 34;

    @Test
    void entryCodec_damagedEntry_isMalformedOrEncodesToTheSameBytes() throws IOException {
        for (Case one : Vectors.cases("fsm-wire")) {
            damage(EntryConformanceTest.entryBytes(one), DamagedVectorsTest::checkEntry);
        }
    }

    @Test
    void registryCodec_damagedRow_isMalformedOrEncodesToTheSameBytes() throws IOException {
        for (Case one : Vectors.cases("writer-registry")) {
            damage(one.bytes("key"), bytes -> Damage.check(bytes, in -> RegistryCodec.key(RegistryCodec.row(in))));
            damage(
                    one.bytes("value"),
                    bytes -> Damage.check(bytes, in -> RegistryCodec.value(RegistryCodec.writer(in))));
        }
    }

    @Test
    void open_damagedStorageEnvelope_failsTyped() throws IOException {
        for (Case one : Vectors.cases("storage-envelope")) {
            checkEnvelope(one, VALUES, ByteBuffer.wrap(one.bytes("storage_key")));
        }
    }

    @Test
    void open_damagedRaftEnvelope_failsTypedUnlessOnlyTheFlagDiffers() throws IOException {
        for (Case one : Vectors.cases("raft-envelope")) {
            if (one.text("expect").equals("OK")) {
                checkEnvelope(one, LOG, Envelope.NO_KEY);
            }
        }
    }

    private static void checkEntry(byte[] bytes) {
        Damage.check(bytes, in -> EntryCodec.encode(EntryCodec.decode(in)));
        byte[] magic = EntryFrame.magic();
        byte[] framed = Arrays.copyOf(magic, magic.length + bytes.length);
        System.arraycopy(bytes, 0, framed, magic.length, bytes.length);
        Damage.check(framed, in -> EntryFrame.frame(EntryFrame.unframe(in)));
    }

    private static void checkEnvelope(Case one, Binding binding, ByteBuffer bindingKey) {
        try (Keyring keyring = new Keyring(new JdkAeadProvider(), new NodeId(1))) {
            keyring.add(one.dekId("key_id"), binding.purpose(), one.secret("dek"));
            byte[] good = one.bytes("envelope");
            damage(good, bad -> checkEnvelope(keyring, binding, bindingKey, good, bad));
        }
    }

    private static void checkEnvelope(
            Keyring keyring, Binding binding, ByteBuffer bindingKey, byte[] good, byte[] bad) {
        ByteBuffer out = ByteBuffer.allocate(good.length);
        Arrays.fill(out.array(), (byte) 0x55);
        Runnable open = () -> Envelope.open(keyring, binding, bindingKey, ByteBuffer.wrap(bad), out);
        boolean onlyFlag = bad.length == good.length && Arrays.mismatch(good, bad) == 1;
        if (binding.purpose() == Purpose.RAFT && onlyFlag) {
            open.run();
        } else {
            RuntimeException e = assertThrows(RuntimeException.class, open::run);
            assertEquals(expected(good, bad), e.getClass());
            assertEquals(0, out.position());
        }
    }

    private static Class<?> expected(byte[] good, byte[] bad) {
        int place = Arrays.mismatch(good, bad);
        if (bad.length < OVERHEAD || place == 0) {
            return MalformedException.class;
        }
        boolean idDiffers = place >= 2 && place < 6 && bad.length == good.length;
        return idDiffers ? UnknownDekException.class : AuthenticationFailedException.class;
    }

    private static void damage(byte[] good, Consumer<byte[]> check) {
        for (int length = 0; length < good.length; length++) {
            check.accept(Arrays.copyOf(good, length));
        }
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << (bit % 8));
            check.accept(bad);
        }
    }
}
