package io.quorumseal.core.internal.format;

import io.quorumseal.api.EncryptionEntry;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Marks encryption entries among a group's log payloads: sixteen fixed bytes, drawn once at random, then the entry.
 * No vendor payload may start with them.
 */
public final class EntryFrame {
    private static final byte[] MAGIC = HexFormat.of().parseHex("9200990104d30b643da0d45d81dbe90b");

    private EntryFrame() {}

    /** The sixteen bytes. */
    public static byte[] magic() {
        return MAGIC.clone();
    }

    /** Tells whether a payload starts with the sixteen bytes; allocates nothing and leaves the buffer as it was. */
    public static boolean isOurs(ByteBuffer payload) {
        if (payload.remaining() < MAGIC.length) {
            return false;
        }
        int start = payload.position();
        for (int i = 0; i < MAGIC.length; i++) {
            if (payload.get(start + i) != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes the log payload of an entry.
     *
     * @throws io.quorumseal.api.RejectedException if the entry exceeds one of the {@link EntryLimits}
     */
    public static byte[] frame(EncryptionEntry entry) {
        return new WireWriter().bytes(MAGIC).bytes(EntryCodec.encode(entry)).toBytes();
    }

    /**
     * Reads the entry from a log payload, from position to limit, which stay as they are.
     *
     * @throws MalformedException if the payload is not ours, or its entry does not decode
     */
    public static EncryptionEntry unframe(ByteBuffer payload) {
        if (!isOurs(payload)) {
            throw new MalformedException(Defect.ENTRY, "the payload does not start with the mark of an entry");
        }
        int start = payload.position() + MAGIC.length;
        return EntryCodec.decode(payload.slice(start, payload.limit() - start));
    }
}
