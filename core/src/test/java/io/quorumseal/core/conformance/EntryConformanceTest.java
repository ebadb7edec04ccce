package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.EnableEnvelope;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Registration;
import io.quorumseal.core.internal.format.EntryCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
class EntryConformanceTest {

    @Test
    void entryCodec_everyVector_readsAndWritesTheSameEntryOrGivesTheSameError() throws IOException {
        Vectors.check("fsm-wire", EntryConformanceTest::check);
    }

    private static void check(Case one) {
        byte[] bytes = entryBytes(one);
        assertEquals(one.text("expect"), Outcome.of(() -> EntryCodec.decode(ByteBuffer.wrap(bytes))));
        if (one.text("expect").equals("OK")) {
            EncryptionEntry entry = EntryCodec.decode(ByteBuffer.wrap(bytes));
            assertArrayEquals(bytes, EntryCodec.encode(entry));
            if (one.has("fields")) {
                EncryptionEntry expected = entry(one.number32("opcode"), one.child("fields"));
                assertEquals(expected, entry);
                assertArrayEquals(bytes, EntryCodec.encode(expected));
            }
        }
    }

    static byte[] entryBytes(Case one) {
        byte[] payload = one.bytes("payload");
        return ByteBuffer.allocate(1 + payload.length)
                .put((byte) one.number32("opcode"))
                .put(payload)
                .array();
    }

    private static EncryptionEntry entry(int opcode, Case fields) {
        return switch (opcode) {
            case 3 -> new RegisterWriter(registration(fields));
            case 4 ->
                new Bootstrap(
                        new WrappedDek(fields.dekId("storage_dek_id"), fields.bytes("wrapped_storage")),
                        new WrappedDek(fields.dekId("raft_dek_id"), fields.bytes("wrapped_raft")),
                        fields.children("batch_registry").stream()
                                .map(EntryConformanceTest::registration)
                                .toList());
            case 5 -> rotation(fields);
            default -> throw new AssertionError("opcode " + opcode);
        };
    }

    private static EncryptionEntry rotation(Case fields) {
        DekId dek = fields.dekId("dek_id");
        Purpose purpose = fields.number32("purpose") == 1 ? Purpose.STORAGE : Purpose.RAFT;
        Registration proposer = registration(fields.child("proposer_registration"));
        byte[] wrapped = fields.bytes("wrapped");
        return switch (fields.number32("sub_tag")) {
            case 1 -> new RotateDek(purpose, new WrappedDek(dek, wrapped), proposer);
            case 4 -> new EnableEnvelope(Purpose.STORAGE, purpose, dek, wrapped, proposer);
            case 5 -> new EnableEnvelope(Purpose.RAFT, purpose, dek, wrapped, proposer);
            default -> throw new AssertionError("sub tag " + fields.number32("sub_tag"));
        };
    }

    private static Registration registration(Case fields) {
        return new Registration(
                fields.dekId("dek_id"),
                new NodeId(fields.u64("full_node_id")),
                new LocalEpoch(fields.number32("local_epoch")));
    }
}
