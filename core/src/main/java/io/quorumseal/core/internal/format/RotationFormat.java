package io.quorumseal.core.internal.format;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.EnableEnvelope;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Registration;

/**
 * A rotation or a cutover, told apart by the sub tag (1): then DEK id (4), purpose (1), length and bytes of the
 * wrapped DEK, the proposer's registration.
 */
final class RotationFormat {
    private static final byte ROTATE = 1;
    private static final byte ENABLE_STORAGE = 4;
    private static final byte ENABLE_RAFT = 5;

    private RotationFormat() {}

    static void write(RotateDek rotate, WireWriter out) {
        WrappedDek dek = rotate.dek();
        write(ROTATE, dek.id(), rotate.purpose(), dek.wrapped(), rotate.proposer(), out);
    }

    static void write(EnableEnvelope enable, WireWriter out) {
        byte subTag = enable.kind() == Purpose.STORAGE ? ENABLE_STORAGE : ENABLE_RAFT;
        write(subTag, enable.dek(), enable.purpose(), enable.wrapped(), enable.proposer(), out);
    }

    private static void write(
            byte subTag, DekId dek, Purpose purpose, byte[] wrapped, Registration proposer, WireWriter out) {
        out.u8(subTag).dekId(dek).u8(purpose.code()).block(wrapped, Integer.MAX_VALUE);
        RegistrationFormat.write(proposer, out);
    }

    static EncryptionEntry read(WireReader in) {
        int subTag = in.u8();
        if (subTag != ROTATE && subTag != ENABLE_STORAGE && subTag != ENABLE_RAFT) {
            throw EntryCodec.unknownKind("rotation sub tag " + subTag);
        }
        DekId dek = in.dekId();
        Purpose purpose = PurposeFormat.read(in);
        byte[] wrapped = in.block(Integer.MAX_VALUE);
        return entry(subTag, dek, purpose, wrapped, RegistrationFormat.read(in));
    }

    private static EncryptionEntry entry(
            int subTag, DekId dek, Purpose purpose, byte[] wrapped, Registration proposer) {
        if (subTag == ROTATE) {
            return new RotateDek(purpose, new WrappedDek(dek, wrapped), proposer);
        }
        Purpose kind = subTag == ENABLE_STORAGE ? Purpose.STORAGE : Purpose.RAFT;
        return new EnableEnvelope(kind, purpose, dek, wrapped, proposer);
    }
}
