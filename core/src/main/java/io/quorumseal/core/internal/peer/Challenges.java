package io.quorumseal.core.internal.peer;

import io.quorumseal.core.internal.format.HmacSha256;
import io.quorumseal.core.internal.format.WireWriter;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

/**
 * Challenges that cost no memory: the time in milliseconds (8), and the first 16 bytes of an HMAC under a key of this process
 * over the asker's name and that time. One is good for 30 s. Only a question that was proved is remembered, for as long, so
 * that it is not taken twice.
 */
final class Challenges {
    /** For how long one is good, in milliseconds. */
    static final long GOOD_FOR = 30_000;

    /** Proved questions that are remembered; a member that asks more in 30 s is asked to wait. */
    static final int MOST_REMEMBERED = 65_536;

    private static final int KEY_SIZE = 32;

    private final Elapsed time;
    private volatile SecretKeySpec key;
    private final Map<ByteBuffer, Long> asked = new LinkedHashMap<>();

    Challenges(Elapsed time, SecureRandom random) {
        this.time = time;
        this.key = drawn(random);
    }

    private static SecretKeySpec drawn(SecureRandom random) {
        byte[] bytes = new byte[KEY_SIZE];
        random.nextBytes(bytes);
        return HmacSha256.key(bytes);
    }

    /** Draws the key anew: no challenge from before is good. */
    void reseed(SecureRandom random) {
        key = drawn(random);
    }

    /** Makes one for a node. */
    byte[] next(String asker) {
        return of(asker, time.now());
    }

    /** Whether this process made it for that node, within the time that it is good for. */
    boolean isGood(String asker, byte[] challenge) {
        long then = time(challenge);
        long age = time.now() - then;
        return age >= 0 && age <= GOOD_FOR && MessageDigest.isEqual(challenge, of(asker, then));
    }

    /** When it was made, if it was. */
    static long time(byte[] challenge) {
        return ByteBuffer.wrap(challenge).getLong();
    }

    /** What became of a question that was proved. */
    enum Met {
        /** It did not come before. */
        NEW,
        /** It did. */
        AGAIN,
        /** There is no room to remember it. */
        NO_ROOM
    }

    /** Remembers a question that was proved. */
    synchronized Met met(byte[] tag) {
        long now = time.now();
        forgetBefore(now - GOOD_FOR);
        ByteBuffer question = ByteBuffer.wrap(tag);
        if (asked.containsKey(question)) {
            return Met.AGAIN;
        }
        if (asked.size() >= MOST_REMEMBERED) {
            return Met.NO_ROOM;
        }
        asked.put(question, now);
        return Met.NEW;
    }

    /** They stand in the order of time. */
    private void forgetBefore(long time) {
        Iterator<Long> times = asked.values().iterator();
        while (times.hasNext() && times.next() < time) {
            times.remove();
        }
    }

    private byte[] of(String asker, long then) {
        byte[] tag = HmacSha256.of(
                key, new WireWriter().text(asker, 0xFFFF).u64(then).toBytes());
        return new WireWriter()
                .u64(then)
                .bytes(Arrays.copyOf(tag, Frame.CHALLENGE - Long.BYTES))
                .toBytes();
    }
}
