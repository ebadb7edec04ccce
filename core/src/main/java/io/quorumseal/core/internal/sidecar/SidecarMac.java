package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Sidecar;
import io.quorumseal.core.internal.format.HmacSha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The MAC of the key file: HMAC-SHA256 (RFC 2104) over all its bytes, with the 64 digits of the MAC's own value taken
 * as zeros.
 *
 * <p>Who can write the disk but holds no key can neither change a byte nor make a new MAC. He can put back an old
 * copy of the whole file, which a MAC cannot show.
 */
public final class SidecarMac {
    private static final byte[] LABEL = "quorumseal sidecar mac v1".getBytes(StandardCharsets.US_ASCII);

    private final SidecarCodec codec;

    /** What checking a MAC came to. */
    public enum Verdict {
        /** Made with a key that is accepted, over exactly these bytes. */
        VALID,
        /** Made over other bytes, or with a key that is not known or not accepted. */
        INVALID,
        /** The file has no MAC. */
        ABSENT
    }

    /** Makes it for files of a codec. */
    public SidecarMac(SidecarCodec codec) {
        this.codec = codec;
    }

    /**
     * Writes a file with its MAC; a sidecar without keys gets none.
     *
     * @throws HaltApplyException if the file cannot be written, or the key that its MAC needs is not known
     */
    public byte[] encode(Sidecar sidecar, MacKeys keys) {
        Optional<MacSource> source = keys.signer(sidecar.state());
        Encoded encoded = codec.encode(sidecar, source);
        byte[] file = encoded.file();
        source.ifPresent(from -> patch(file, encoded.macQuote(), hex(key(keys, from, sidecar.local()), file)));
        return file;
    }

    private static byte[] key(MacKeys keys, MacSource source, Sidecar.Local local) {
        return keys.macKey(source, info(local))
                .orElseThrow(() -> new HaltApplyException(
                        HaltApplyException.Reason.STORAGE,
                        "the sidecar cannot be written: the key for its MAC is not known, from " + source));
    }

    /**
     * Checks the MAC of a file.
     *
     * @throws io.quorumseal.api.MalformedException if the file is not a sidecar
     */
    public Verdict verify(byte[] file, MacKeys keys) {
        Decoded decoded = codec.decodeWithMac(file);
        return decoded.mac().map(tag -> verify(file, decoded, tag, keys)).orElse(Verdict.ABSENT);
    }

    private static Verdict verify(byte[] file, Decoded decoded, MacTag tag, MacKeys keys) {
        if (!mayMake(tag.source(), decoded.sidecar().state())) {
            return Verdict.INVALID;
        }
        byte[] blank = file.clone();
        patch(blank, decoded.macQuote(), MacTag.BLANK);
        return keys.macKey(tag.source(), info(decoded.sidecar().local()))
                .map(key -> same(tag.value(), hex(key, blank)))
                .orElse(Verdict.INVALID);
    }

    private static boolean mayMake(MacSource source, KeyState state) {
        return !(source instanceof MacSource.Dek dek) || state.keys().containsKey(dek.id());
    }

    private static Verdict same(String found, String computed) {
        boolean equal = MessageDigest.isEqual(
                found.getBytes(StandardCharsets.US_ASCII), computed.getBytes(StandardCharsets.US_ASCII));
        return equal ? Verdict.VALID : Verdict.INVALID;
    }

    /** Computes the MAC and zeroes the key. */
    private static String hex(byte[] key, byte[] file) {
        try {
            return HexFormat.of().formatHex(HmacSha256.of(HmacSha256.key(key), file));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Says what the key is for: label ‖ length of cluster (4, big-endian) ‖ cluster ‖ length of node ‖ node. */
    static byte[] info(Sidecar.Local local) {
        byte[] cluster = local.cluster().getBytes(StandardCharsets.UTF_8);
        byte[] node = local.node().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(LABEL.length + 4 + cluster.length + 4 + node.length)
                .put(LABEL)
                .putInt(cluster.length)
                .put(cluster)
                .putInt(node.length)
                .put(node)
                .array();
    }

    /** Overwrites the value where the parser found it: a search for the text could be led to another place. */
    private static void patch(byte[] file, OptionalInt quote, String digits) {
        int start = quote.orElseThrow(() -> Damage.of("its MAC has no value")) + 1;
        int end = start + MacTag.BLANK.length();
        if (end >= file.length || file[start - 1] != '"' || file[end] != '"') {
            throw Damage.of("the value of its MAC is spelled with escapes");
        }
        System.arraycopy(digits.getBytes(StandardCharsets.US_ASCII), 0, file, start, MacTag.BLANK.length());
    }
}
