package io.quorumseal.testkit.internal.aead;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** A provider under test, with a key, and messages that are the same in each run. */
final class Bench {
    /** More than any cipher adds to a message. */
    static final int MARGIN = 64;

    private final Random random = new Random(7);
    private final AeadProvider provider;
    private static final int NONCE_SIZE = 12;

    private final byte[] key = bytes(32);

    Bench(AeadProvider provider) {
        this.provider = provider;
    }

    /** A sealed message. */
    record Sealed(byte[] nonce, byte[] aad, byte[] plaintext, byte[] bytes) {}

    AeadProvider provider() {
        return provider;
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    byte[] nonce() {
        return bytes(NONCE_SIZE);
    }

    byte[] key() {
        return key.clone();
    }

    Sealer sealer() {
        return provider.sealer(SecretBytes.take(key.clone()));
    }

    Opener opener() {
        return provider.opener(SecretBytes.take(key.clone()));
    }

    Sealed seal(int length) {
        try (Sealer sealer = sealer()) {
            return seal(sealer, nonce(), bytes(20), bytes(length));
        }
    }

    static Sealed seal(Sealer sealer, byte[] nonce, byte[] aad, byte[] plaintext) {
        ByteBuffer out = ByteBuffer.allocate(plaintext.length + MARGIN);
        int size = sealer.seal(nonce, ByteBuffer.wrap(aad), ByteBuffer.wrap(plaintext), out);
        that(size == out.position(), "seal must say how many bytes it wrote, which are " + out.position());
        return new Sealed(nonce, aad, plaintext, Arrays.copyOf(out.array(), size));
    }

    byte[] open(Sealed sealed) {
        try (Opener opener = opener()) {
            return open(opener, sealed);
        }
    }

    static byte[] open(Opener opener, Sealed sealed) {
        ByteBuffer out = ByteBuffer.allocate(sealed.bytes().length + MARGIN);
        int size = opener.open(sealed.nonce(), ByteBuffer.wrap(sealed.aad()), ByteBuffer.wrap(sealed.bytes()), out);
        that(size == out.position(), "open must say how many bytes it wrote, which are " + out.position());
        return Arrays.copyOf(out.array(), size);
    }

    static void opens(Opener opener, Sealed sealed, String what) {
        that(Arrays.equals(sealed.plaintext(), open(opener, sealed)), what + " must open as what was sealed");
    }

    static void refuses(Opener opener, Sealed sealed, String what) {
        fails(AuthenticationFailedException.class, what, () -> open(opener, sealed));
    }

    static void fails(Class<? extends Exception> type, String what, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            if (type.isInstance(e)) {
                return;
            }
            throw new AssertionError(what + " must fail as " + type.getSimpleName() + ", and failed as " + e, e);
        }
        throw new AssertionError(what + " must fail as " + type.getSimpleName() + ", and succeeded");
    }

    static void that(boolean holds, String demand) {
        if (!holds) {
            throw new AssertionError(demand);
        }
    }
}
