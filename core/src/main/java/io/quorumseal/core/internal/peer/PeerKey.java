package io.quorumseal.core.internal.peer;

import io.quorumseal.api.DekId;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.format.HmacSha256;
import io.quorumseal.core.internal.format.WireWriter;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.key.Hkdf;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key by which two nodes prove themselves to each other: {@code HKDF-SHA256(secret, no salt, "quorumseal peer v1" ‖
 * length of cluster (4) ‖ cluster; 32)}. A tag is HMAC-SHA256 over all that stands before it. (RFC 5869, RFC 2104)
 */
public final class PeerKey {
    private static final int SIZE = 32;
    private static final byte[] LABEL = "quorumseal peer v1".getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec key;

    private PeerKey(byte[] key) {
        this.key = HmacSha256.key(key);
        Arrays.fill(key, (byte) 0);
    }

    /** Takes over a key that was derived with {@link #info}; the array is zeroed. */
    public static PeerKey take(byte[] derived) {
        return new PeerKey(derived);
    }

    /** Derives from a secret, which stays the caller's. */
    public static PeerKey of(SecretBytes secret, String cluster) {
        return take(Hkdf.derive(secret, info(cluster), SIZE));
    }

    /** Those that go by a DEK, the one to prove oneself by first; none of them is left as bytes. */
    static List<PeerKey> all(KeyringMac macs, DekId dek, String cluster) {
        return macs.peerKeys(dek, info(cluster)).stream().map(PeerKey::take).toList();
    }

    /** Says what the key is for. */
    public static byte[] info(String cluster) {
        return new WireWriter()
                .bytes(LABEL)
                .block(cluster.getBytes(StandardCharsets.UTF_8), Integer.MAX_VALUE)
                .toBytes();
    }

    /** The question with its tag. */
    public Frame.Question prove(Frame.Question question) {
        Frame.Question untagged = question.withTag(new byte[0]);
        return question.withTag(HmacSha256.of(key, FrameCodec.encode(untagged)));
    }

    /** The answer with its tag. */
    public Frame.Answer prove(Frame.Answer answer) {
        Frame.Answer untagged = answer.withTag(new byte[0]);
        return answer.withTag(HmacSha256.of(key, FrameCodec.encode(untagged)));
    }

    /** Whether its tag was made by this key. */
    public boolean isProof(Frame.Question question) {
        return MessageDigest.isEqual(question.tag(), prove(question).tag());
    }

    /** Whether its tag was made by this key. */
    public boolean isProof(Frame.Answer answer) {
        return MessageDigest.isEqual(answer.tag(), prove(answer).tag());
    }
}
