package io.quorumseal.core.internal.format;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.NewLog;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.Void;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.NodeId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The kinds that the reference does not have: a kind (1), then what the kind says. */
final class ExtensionFormat {
    private static final byte REWRAP = 1;
    private static final byte RETIRE = 2;
    private static final byte VOID = 3;
    private static final byte NEW_KEYS = 4;
    private static final byte NEW_LOG = 5;

    private ExtensionFormat() {}

    static void write(RewrapDeks rewrap, WireWriter out) {
        out.u8(REWRAP).text(rewrap.kekVersion(), EntryLimits.KEK_VERSION_BYTES);
        out.count(rewrap.deks().size(), EntryLimits.REWRAPPED_DEKS);
        rewrap.deks().forEach(dek -> WrappedDekFormat.write(dek, EntryLimits.WRAPPED_DEK_BYTES, out));
        out.u64(rewrap.proposer().full());
    }

    static void write(RetireDek retire, WireWriter out) {
        out.u8(RETIRE).dekId(retire.dek()).u64(retire.proposer().full());
    }

    static void write(Void nothing, WireWriter out) {
        out.u8(VOID).text(nothing.reason(), EntryLimits.REASON_BYTES);
    }

    static void write(NewKeys keys, WireWriter out) {
        out.u8(NEW_KEYS);
        NewKeysFormat.write(keys, out);
    }

    static void write(NewLog log, WireWriter out) {
        out.u8(NEW_LOG)
                .u32(log.generation())
                .flag(log.cutOver())
                .block(KeyStateCodec.encode(log.known()), EntryLimits.KNOWN_BYTES)
                .u64(log.proposer().full());
    }

    static EncryptionEntry read(WireReader in) {
        int kind = in.u8();
        return switch (kind) {
            case REWRAP -> readRewrap(in);
            case RETIRE -> new RetireDek(in.dekId(), new NodeId(in.u64()));
            case VOID -> new Void(in.text(EntryLimits.REASON_BYTES));
            case NEW_KEYS -> NewKeysFormat.read(in);
            case NEW_LOG ->
                new NewLog(in.u31(), in.flag(), readKnown(in.block(EntryLimits.KNOWN_BYTES)), new NodeId(in.u64()));
            default -> throw EntryCodec.unknownKind("kind " + kind + " of opcode 6");
        };
    }

    /** What is wrong with a part of an entry is wrong with the entry. */
    private static KeyState readKnown(byte[] known) {
        try {
            return KeyStateCodec.decode(ByteBuffer.wrap(known));
        } catch (MalformedException e) {
            throw new MalformedException(Defect.ENTRY, "an entry that accepts a new log has: " + e.getMessage(), e);
        }
    }

    private static RewrapDeks readRewrap(WireReader in) {
        String kekVersion = in.text(EntryLimits.KEK_VERSION_BYTES);
        int count = in.count(EntryLimits.REWRAPPED_DEKS, WrappedDekFormat.MIN_SIZE);
        List<WrappedDek> deks = new ArrayList<>(count);
        Set<DekId> seen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            WrappedDek dek = WrappedDekFormat.read(in, EntryLimits.WRAPPED_DEK_BYTES);
            if (!seen.add(dek.id())) {
                throw in.malformed("DEK " + dek.id() + " is named twice");
            }
            deks.add(dek);
        }
        return new RewrapDeks(kekVersion, deks, new NodeId(in.u64()));
    }
}
