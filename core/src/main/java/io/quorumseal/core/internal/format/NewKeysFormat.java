package io.quorumseal.core.internal.format;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.NewKey;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.NewKeys.What;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * New keys: what for (1), a count (1) and so many DEKs, the proposer (8). A DEK is purpose, suite and binds (1 each), id (4),
 * commitment (32), length and bytes of the wrapped form.
 */
public final class NewKeysFormat {
    /** In the order of their codes, from 1. */
    private static final List<What> WHATS = List.of(What.BOOTSTRAP, What.ROTATE);

    private static final int PURPOSES = Purpose.ofDeks().size();

    private NewKeysFormat() {}

    static void write(NewKeys entry, WireWriter out) {
        defect(entry).ifPresent(what -> {
            throw WireWriter.refused(what);
        });
        out.u8(WHATS.indexOf(entry.what()) + 1).u8(entry.keys().size());
        entry.keys().forEach(key -> write(key, out));
        out.u64(entry.proposer().full());
    }

    private static void write(NewKey key, WireWriter out) {
        DekCipher cipher = key.cipher();
        out.u8(key.purpose().code()).u8(cipher.suite()).u8(cipher.binds());
        out.dekId(key.dek().id()).bytes(cipher.commitment());
        out.block(key.dek().wrapped(), EntryLimits.WRAPPED_DEK_BYTES);
    }

    static NewKeys read(WireReader in) {
        What what = readWhat(in);
        int count = in.u8();
        if (count > PURPOSES) {
            throw in.malformed("an entry brings at most " + PURPOSES + " keys, found " + count);
        }
        List<NewKey> keys = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            keys.add(readKey(in));
        }
        NewKeys entry = new NewKeys(what, keys, new NodeId(in.u64()));
        defect(entry).ifPresent(found -> {
            throw in.malformed(found);
        });
        return entry;
    }

    private static What readWhat(WireReader in) {
        int code = in.u8();
        if (code < 1 || code > WHATS.size()) {
            throw EntryCodec.unknownKind("new keys for purpose " + code);
        }
        return WHATS.get(code - 1);
    }

    private static NewKey readKey(WireReader in) {
        Purpose purpose = PurposeFormat.read(in);
        int suite = readSuite(in);
        int binds = in.u8();
        DekId id = in.dekId();
        DekCipher cipher = new DekCipher(suite, binds, in.bytes(DekCipher.COMMITMENT_SIZE));
        return new NewKey(purpose, cipher, new WrappedDek(id, in.block(EntryLimits.WRAPPED_DEK_BYTES)));
    }

    /** What follows a suite that is not known may be of any form: skipping it would leave a node without the key. */
    private static int readSuite(WireReader in) {
        int suite = in.u8();
        if (!DekCipher.isKnown(suite)) {
            throw new MalformedException(
                    Defect.ENTRY_VERSION,
                    "a key of suite " + suite + " is not known here: upgrade this node before it goes on");
        }
        return suite;
    }

    /** Says what is wrong with an entry, in whatever state it is applied. How long its wrapped bytes are is no part of it. */
    public static Optional<String> defect(NewKeys entry) {
        List<Purpose> purposes = entry.keys().stream().map(NewKey::purpose).toList();
        if (!purposes.equals(purposes.stream().distinct().sorted().toList()) || purposes.isEmpty()) {
            return Optional.of(
                    "new keys are at least one and of distinct purposes in ascending order, found " + purposes);
        }
        if (entry.what() == What.BOOTSTRAP && purposes.size() != PURPOSES) {
            return Optional.of("a bootstrap brings a key of each purpose, found " + purposes);
        }
        if (entry.keys().stream().map(key -> key.dek().id()).distinct().count() != purposes.size()) {
            return Optional.of("one DEK is brought for both purposes");
        }
        return entry.keys().stream().flatMap(key -> defect(key).stream()).findFirst();
    }

    private static Optional<String> defect(NewKey key) {
        DekId id = key.dek().id();
        if (key.cipher().suite() == DekCipher.FIRST_SUITE) {
            return Optional.of("DEK " + id + " is of suite 1, which other entries bring");
        }
        return key.dek().wrapped().length == 0
                ? Optional.of("DEK " + id + " has no wrapped bytes")
                : CipherFormat.defect(id, key.purpose(), key.cipher());
    }
}
