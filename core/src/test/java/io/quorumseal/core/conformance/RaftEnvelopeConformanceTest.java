package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.GroupId;
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
class RaftEnvelopeConformanceTest {
    private static final Binding LOG = Binding.log(new GroupId("data"), "");
    private static final int ROOM = 1 << 20;

    @Test
    void sealAndOpen_everyVector_givesTheSameBytesOrTheSameError() throws IOException {
        Vectors.check("raft-envelope", RaftEnvelopeConformanceTest::check);
    }

    private static void check(Case one) {
        if (one.has("truncated_to")) {
            assertEquals(one.number32("truncated_to"), one.bytes("envelope").length);
        }
        try (Keyring keyring = keyring(one, 0, 0)) {
            ByteBuffer opened = ByteBuffer.allocate(ROOM);
            assertEquals(one.text("expect"), Outcome.of(() -> open(keyring, one, opened)));
            if (one.has("plaintext")) {
                assertEquals(ByteBuffer.wrap(one.bytes("plaintext")), opened.flip());
            }
        }
        if (one.has("nonce") && !one.has("tampered_byte")) {
            assertArrayEquals(one.bytes("envelope"), seal(one));
        }
    }

    private static void open(Keyring keyring, Case one, ByteBuffer out) {
        ByteBuffer envelope = ByteBuffer.wrap(one.bytes("envelope"));
        Envelope.open(keyring, LOG, Envelope.NO_KEY, envelope, out);
        assertEquals(one.dekId("key_id"), Envelope.dekOf(envelope));
    }

    private static byte[] seal(Case one) {
        ByteBuffer nonce = ByteBuffer.wrap(one.bytes("nonce"));
        ByteBuffer plaintext = ByteBuffer.wrap(one.bytes("plaintext"));
        try (Keyring keyring = keyring(one, nonce.getShort() & 0xFFFF, nonce.getShort() & 0xFFFF)) {
            ByteBuffer out = ByteBuffer.allocate(keyring.sealedSize(plaintext.remaining()));
            var dek = keyring.find(one.dekId("key_id")).orElseThrow();
            Envelope.seal(dek, nonce.getLong(), LOG, Envelope.NO_KEY, plaintext, out);
            return out.array();
        }
    }

    private static Keyring keyring(Case one, int node16, int epoch) {
        Keyring keyring = new Keyring(new JdkAeadProvider(), new NodeId(node16));
        keyring.startSealing(new LocalEpoch(epoch));
        keyring.add(one.dekId("key_id"), Purpose.RAFT, one.secret("dek"));
        return keyring;
    }
}
