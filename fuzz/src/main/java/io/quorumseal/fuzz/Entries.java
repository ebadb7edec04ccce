package io.quorumseal.fuzz;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.core.internal.format.EntryCodec;
import io.quorumseal.core.internal.format.EntryFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Encryption entries, behind the bytes that mark them in a log and without. An entry has one form. */
final class Entries {
    private static final Set<Defect> DEFECTS = Set.of(Defect.ENTRY, Defect.ENTRY_VERSION, Defect.ENTRY_KIND);

    /** Where the key state stands in an entry that accepts a new log: behind opcode, version, kind, generation, flag, length. */
    private static final int KNOWN = 1 + 1 + 1 + 4 + 1 + 4;

    private static final int PROPOSER = 8;
    private static final byte EXTENSION = 6;
    private static final byte NEW_LOG = 5;

    private Entries() {}

    static boolean decodes(byte[] input) {
        boolean decoded = decodesAsItIs(input);
        if (input.length >= KNOWN + PROPOSER && input[0] == EXTENSION && input[2] == NEW_LOG) {
            return decodesAsItIs(Checksums.corrected(input, KNOWN, input.length - PROPOSER)) || decoded;
        }
        return decoded;
    }

    private static boolean decodesAsItIs(byte[] input) {
        Optional<EncryptionEntry> bare = Decoding.of(input, DEFECTS, () -> EntryCodec.decode(ByteBuffer.wrap(input)));
        bare.ifPresent(entry ->
                Decoding.require(Arrays.equals(EntryCodec.encode(entry), input), () -> "other bytes come of " + entry));
        return framed(input).isPresent() || bare.isPresent();
    }

    private static Optional<EncryptionEntry> framed(byte[] input) {
        ByteBuffer payload = ByteBuffer.wrap(input);
        Optional<EncryptionEntry> entry = Decoding.of(input, DEFECTS, () -> EntryFrame.unframe(payload));
        entry.ifPresent(found ->
                Decoding.require(Arrays.equals(EntryFrame.frame(found), input), () -> "other bytes come of " + found));
        Decoding.require(entry.isEmpty() || EntryFrame.isOurs(payload), "an entry without its mark");
        return entry;
    }
}
