package io.quorumseal.testkit.contract;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Ciphers, each wrong in one way, by the case that catches it. */
final class WrongAeads {
    private static final AeadProvider JDK = new JdkAeadProvider();

    static final Map<String, AeadProvider> ALL = Map.ofEntries(
            Map.entry("vectors.open", keyed(WrongAeads::reversed)),
            Map.entry("vectors.refuse", new Unchecked()),
            Map.entry("vectors.seal", keyed(WrongAeads::reversed)),
            Map.entry("vectors.platform", keyed(WrongAeads::reversed)),
            Map.entry("message.sizes", sealing(buffer -> buffer.limit(Math.min(buffer.limit(), 65_536)))),
            Map.entry("message.tampered", opening(WrongAeads::otherwise)),
            Map.entry("message.cut", opening(WrongAeads::withoutRest)),
            Map.entry("message.forged-tag", opening(WrongAeads::anyOrder)),
            Map.entry("message.other-key", keyed(WrongAeads::halved)),
            Map.entry("nonce.given", new Choosing(false, true)),
            Map.entry("nonce.twice", new Fresh()),
            Map.entry("nonce.chosen", new Choosing(true, false)),
            Map.entry("key.destroyed", new Late()),
            Map.entry("key.closed", new Open()),
            Map.entry("key.length", keyed(key -> Arrays.copyOf(key, 32))),
            Map.entry("key.secret", new Talking()),
            Map.entry("buffers.kinds", sealing(buffer -> ByteBuffer.wrap(buffer.array()))),
            Map.entry("buffers.empty", sealing(WrongAeads::notEmpty)),
            Map.entry("buffers.in-place", new EarlyTag()),
            Map.entry("buffers.overlapping", new EarlyTag()),
            Map.entry("buffers.too-small", new Cutting()));

    private WrongAeads() {}

    /** Seals as the JDK does; wrong ones override a step. */
    private static class Base implements AeadProvider {
        @Override
        public String id() {
            return "wrong";
        }

        @Override
        public Sealer sealer(SecretBytes key) {
            Sealer real = JDK.sealer(key);
            return new Sealer() {
                @Override
                public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                    return Base.this.seal(real, nonce, aad, plaintext, out);
                }

                @Override
                public void close() {
                    real.close();
                }
            };
        }

        @Override
        public Opener opener(SecretBytes key) {
            Opener real = JDK.opener(key);
            return new Opener() {
                @Override
                public int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
                    return Base.this.open(real, nonce, aad, sealed, out);
                }

                @Override
                public void close() {
                    real.close();
                }
            };
        }

        int seal(Sealer real, byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
            return real.seal(nonce, aad, plaintext, out);
        }

        int open(Opener real, byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
            return real.open(nonce, aad, sealed, out);
        }
    }

    private static AeadProvider keyed(UnaryOperator<byte[]> change) {
        return new Base() {
            @Override
            public Sealer sealer(SecretBytes key) {
                return super.sealer(changed(key));
            }

            @Override
            public Opener opener(SecretBytes key) {
                return super.opener(changed(key));
            }

            private SecretBytes changed(SecretBytes key) {
                return key.readSecret(raw -> SecretBytes.take(change.apply(raw.clone())));
            }
        };
    }

    private static byte[] reversed(byte[] key) {
        for (int i = 0; i < key.length / 2; i++) {
            byte other = key[key.length - 1 - i];
            key[key.length - 1 - i] = key[i];
            key[i] = other;
        }
        return key;
    }

    private static byte[] halved(byte[] key) {
        System.arraycopy(key, 0, key, key.length / 2, key.length / 2);
        return key;
    }

    private static AeadProvider sealing(UnaryOperator<ByteBuffer> change) {
        return new Base() {
            @Override
            int seal(Sealer real, byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                return real.seal(nonce, aad, change.apply(plaintext), out);
            }
        };
    }

    private static ByteBuffer notEmpty(ByteBuffer plaintext) {
        if (!plaintext.hasRemaining()) {
            throw new IllegalArgumentException("nothing to seal");
        }
        return plaintext;
    }

    /** What is opened in place of what was given. */
    private interface Input {
        int open(AeadProvider.Opener real, byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out);
    }

    private static AeadProvider opening(Input input) {
        return new Base() {
            @Override
            int open(Opener real, byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
                return input.open(real, nonce, aad, sealed, out);
            }
        };
    }

    /** Reports a failure of another type. */
    private static int otherwise(
            AeadProvider.Opener real, byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
        try {
            return real.open(nonce, aad, sealed, out);
        } catch (AuthenticationFailedException e) {
            throw new IllegalStateException("byte at " + sealed.position(), e);
        }
    }

    /** Takes the halves of a tag in any order. */
    private static int anyOrder(
            AeadProvider.Opener real, byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
        byte[] bytes = new byte[sealed.remaining()];
        sealed.get(bytes);
        byte[] exchanged = bytes.clone();
        System.arraycopy(bytes, bytes.length - 16, exchanged, bytes.length - 8, 8);
        System.arraycopy(bytes, bytes.length - 8, exchanged, bytes.length - 16, 8);
        try {
            return real.open(nonce, aad.duplicate(), ByteBuffer.wrap(bytes), out);
        } catch (AuthenticationFailedException e) {
            return real.open(nonce, aad, ByteBuffer.wrap(exchanged), out);
        }
    }

    /** Takes no more than 56 bytes. */
    private static int withoutRest(
            AeadProvider.Opener real, byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
        sealed.limit(Math.min(sealed.limit(), sealed.position() + 56));
        return real.open(nonce, aad, sealed, out);
    }

    /** Chooses nonces, from very few, or without saying so. */
    private static final class Choosing extends Base {
        private final boolean says;
        private final boolean writes;

        Choosing(boolean says, boolean writes) {
            this.says = says;
            this.writes = writes;
        }

        @Override
        public boolean choosesNonces() {
            return says;
        }

        @Override
        public Sealer sealer(SecretBytes key) {
            SecretBytes own = key.copy();
            return new Sealer() {
                private byte count;

                @Override
                public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                    Arrays.fill(nonce, count++);
                    nonce[0] = (byte) (writes ? 1 : 0);
                    try (Sealer real = JDK.sealer(own)) {
                        return real.seal(nonce, aad, plaintext, out);
                    }
                }

                @Override
                public void close() {
                    own.close();
                }
            };
        }
    }

    /** Forgets the last nonce. */
    private static final class Fresh extends Base {
        @Override
        public Sealer sealer(SecretBytes key) {
            SecretBytes own = key.copy();
            return new Sealer() {
                @Override
                public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                    try (Sealer real = JDK.sealer(own)) {
                        return real.seal(nonce, aad, plaintext, out);
                    }
                }

                @Override
                public void close() {
                    own.close();
                }
            };
        }
    }

    /** Reads the key only when it seals. */
    private static final class Late extends Base {
        @Override
        public Sealer sealer(SecretBytes key) {
            return new Sealer() {
                @Override
                public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                    try (Sealer real = JDK.sealer(key)) {
                        return real.seal(nonce, aad, plaintext, out);
                    }
                }

                @Override
                public void close() {}
            };
        }
    }

    /** Does not close. */
    private static final class Open extends Base {
        @Override
        public Sealer sealer(SecretBytes key) {
            Sealer real = JDK.sealer(key);
            return new Sealer() {
                @Override
                public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                    return real.seal(nonce, aad, plaintext, out);
                }

                @Override
                public void close() {}
            };
        }
    }

    /** Shows the last key. */
    private static final class Talking extends Base {
        private String last = "";

        @Override
        public Sealer sealer(SecretBytes key) {
            last = key.readSecret(HexFormat.of()::formatHex);
            return super.sealer(key);
        }

        @Override
        public String toString() {
            return last;
        }
    }

    /** Decrypts, and does not look at the tag. */
    private static final class Unchecked extends Base {
        @Override
        public Opener opener(SecretBytes key) {
            byte[] raw = key.readSecret(byte[]::clone);
            return new Opener() {
                @Override
                public int open(byte[] nonce, ByteBuffer aad, ByteBuffer sealed, ByteBuffer out) {
                    ByteBuffer counter = ByteBuffer.allocate(16).put(nonce).putInt(2);
                    try {
                        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
                        cipher.init(
                                Cipher.DECRYPT_MODE,
                                new SecretKeySpec(raw, "AES"),
                                new IvParameterSpec(counter.array()));
                        return cipher.doFinal(sealed.limit(sealed.limit() - 16), out);
                    } catch (GeneralSecurityException e) {
                        throw new AssertionError(e);
                    }
                }

                @Override
                public void close() {}
            };
        }
    }

    /** Writes to the output before it has read the input. */
    private static final class EarlyTag extends Base {
        @Override
        int seal(Sealer real, byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
            for (int place = out.position(); place < out.position() + plaintext.remaining(); place++) {
                out.put(place, (byte) 0);
            }
            return real.seal(nonce, aad, plaintext, out);
        }
    }

    /** Gives as much as there is room for. */
    private static final class Cutting extends Base {
        @Override
        int seal(Sealer real, byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
            ByteBuffer whole = ByteBuffer.allocate(plaintext.remaining() + 16);
            real.seal(nonce, aad, plaintext, whole);
            int size = Math.min(out.remaining(), whole.flip().remaining());
            out.put(whole.limit(size));
            return size;
        }
    }
}
