package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Keyring;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class StorageEnvelopeConformanceTest {
    private static final Binding VALUES = Binding.values("");

    @Test
    void sealAndOpen_everyVector_givesTheSameBytes() throws IOException {
        Vectors.check("storage-envelope", StorageEnvelopeConformanceTest::check);
    }

    private static void check(Case one) {
        try (Keyring keyring = new Keyring(new JdkAeadProvider(), new NodeId(one.u64("node_id")))) {
            keyring.startSealing(new LocalEpoch(one.number32("local_epoch")));
            keyring.add(one.dekId("key_id"), Purpose.STORAGE, one.secret("dek"));
            assertArrayEquals(one.bytes("envelope"), seal(keyring, one));
            assertArrayEquals(one.bytes("plaintext"), open(keyring, one));
            assertEquals(one.dekId("key_id"), Envelope.dekOf(buffer(one, "envelope")));
        }
    }

    private static byte[] seal(Keyring keyring, Case one) {
        ByteBuffer plaintext = buffer(one, "plaintext");
        ByteBuffer out = ByteBuffer.allocate(keyring.sealedSize(plaintext.remaining()));
        Envelope.seal(
                keyring.find(one.dekId("key_id")).orElseThrow(),
                one.u64("write_count"),
                VALUES,
                buffer(one, "storage_key"),
                plaintext,
                out);
        assertEquals(0, out.remaining());
        return out.array();
    }

    private static byte[] open(Keyring keyring, Case one) {
        ByteBuffer out = ByteBuffer.allocate(one.bytes("plaintext").length);
        Envelope.open(keyring, VALUES, buffer(one, "storage_key"), buffer(one, "envelope"), out);
        assertEquals(0, out.remaining());
        return out.array();
    }

    private static ByteBuffer buffer(Case one, String name) {
        return ByteBuffer.wrap(one.bytes(name));
    }
}
