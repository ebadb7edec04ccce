package io.quorumseal.testkit.internal.aead;

import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider.Opener;
import io.quorumseal.api.spi.AeadProvider.Sealer;
import io.quorumseal.testkit.internal.aead.Bench.Sealed;
import io.quorumseal.testkit.internal.contract.Spellings;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Messages, nonces and keys. */
final class MessageCases {
    static final List<AeadCase> ALL = List.of(
            every("message.sizes", "messages of 0 bytes to 1 MiB come back", MessageCases::sizes),
            every(
                    "message.tampered",
                    "with any byte of the sealed bytes, the nonce or the additional data changed, opening fails as"
                            + " AuthenticationFailedException, and the opener still opens others",
                    MessageCases::tampered),
            every("message.cut", "cut to any length, or lengthened, opening fails", MessageCases::cut),
            every(
                    "message.forged-tag",
                    "a tag inverted, of zeros, of ones, turned round, with halves exchanged, or of another message, is"
                            + " refused",
                    MessageCases::forgedTag),
            every("message.other-key", "another key does not open", MessageCases::otherKey),
            new AeadCase(
                    "nonce.given",
                    "the nonce given is used, and left as it is",
                    AeadCase.Scope.GIVEN_NONCES,
                    MessageCases::givenNonce),
            new AeadCase(
                    "nonce.twice",
                    "a sealer refuses the nonce that it was given just before",
                    AeadCase.Scope.GIVEN_NONCES,
                    MessageCases::twice),
            new AeadCase(
                    "nonce.chosen",
                    "the nonce written is the one used, and 10,000 of two sealers differ",
                    AeadCase.Scope.CHOSEN_NONCES,
                    MessageCases::chosenNonce),
            every(
                    "key.destroyed",
                    "sealer and opener go on when the key given is destroyed, and none is made of a destroyed one",
                    MessageCases::destroyed),
            every(
                    "key.closed",
                    "a closed sealer or opener fails as CLOSED; a second close does nothing",
                    MessageCases::closed),
            every("key.length", "a key of another length is rejected", MessageCases::keyLength),
            every("key.secret", "toString shows no key", MessageCases::secret));

    private static final int[] SIZES = {0, 1, 15, 16, 17, 31, 32, 33, 255, 4_095, 4_096, 4_097, 65_537, 1 << 20};
    private static final int TAG = 16;
    private static final int MANY = 5_000;

    private MessageCases() {}

    private static AeadCase every(String name, String demand, AeadCase.Check check) {
        return new AeadCase(name, demand, AeadCase.Scope.EVERY, check);
    }

    private static void sizes(Bench bench) {
        try (Sealer sealer = bench.sealer();
                Opener opener = bench.opener()) {
            for (int size : SIZES) {
                Bench.opens(
                        opener,
                        Bench.seal(sealer, bench.nonce(), bench.bytes(size % 40), bench.bytes(size)),
                        size + " bytes");
            }
        }
    }

    private static void tampered(Bench bench) {
        Sealed good = bench.seal(40);
        try (Opener opener = bench.opener()) {
            for (int place = 0; place < good.bytes().length; place++) {
                byte[] bytes = flipped(good.bytes(), place);
                Bench.refuses(opener, with(good, bytes), "changing byte " + place + " of the sealed bytes");
            }
            for (int place = 0; place < good.nonce().length; place++) {
                Sealed bad = new Sealed(flipped(good.nonce(), place), good.aad(), good.plaintext(), good.bytes());
                Bench.refuses(opener, bad, "changing byte " + place + " of the nonce");
            }
            for (int place = 0; place < good.aad().length; place++) {
                Sealed bad = new Sealed(good.nonce(), flipped(good.aad(), place), good.plaintext(), good.bytes());
                Bench.refuses(opener, bad, "changing byte " + place + " of the additional data");
            }
            Bench.opens(opener, good, "the right message after wrong ones");
        }
    }

    private static byte[] flipped(byte[] bytes, int place) {
        byte[] changed = bytes.clone();
        changed[place] ^= (byte) (1 << place % 8);
        return changed;
    }

    private static Sealed with(Sealed good, byte[] bytes) {
        return new Sealed(good.nonce(), good.aad(), good.plaintext(), bytes);
    }

    private static void cut(Bench bench) {
        Sealed good = bench.seal(40);
        try (Opener opener = bench.opener()) {
            for (int length = 0; length <= good.bytes().length + 17; length++) {
                if (length != good.bytes().length) {
                    Bench.refuses(opener, with(good, Arrays.copyOf(good.bytes(), length)), "a length of " + length);
                }
            }
            Sealed noAad = new Sealed(good.nonce(), new byte[0], good.plaintext(), good.bytes());
            Bench.refuses(opener, noAad, "leaving out the additional data");
        }
    }

    private static void forgedTag(Bench bench) {
        Sealed good = bench.seal(40);
        byte[] foreign = tag(bench.seal(40).bytes());
        byte[] tag = tag(good.bytes());
        byte[] inverted = new byte[TAG];
        byte[] turned = new byte[TAG];
        byte[] exchanged = new byte[TAG];
        byte[] ones = new byte[TAG];
        for (int i = 0; i < TAG; i++) {
            inverted[i] = (byte) ~tag[i];
            turned[i] = tag[TAG - 1 - i];
            exchanged[i] = tag[(i + TAG / 2) % TAG];
            ones[i] = -1;
        }
        try (Opener opener = bench.opener()) {
            for (byte[] forged : List.of(inverted, turned, exchanged, ones, new byte[TAG], foreign)) {
                byte[] bytes = good.bytes().clone();
                System.arraycopy(forged, 0, bytes, bytes.length - TAG, TAG);
                Bench.refuses(opener, with(good, bytes), "a forged tag");
            }
        }
    }

    private static byte[] tag(byte[] sealed) {
        return Arrays.copyOfRange(sealed, sealed.length - TAG, sealed.length);
    }

    private static void otherKey(Bench bench) {
        Sealed good = bench.seal(40);
        for (int place : new int[] {0, 15, 16, 31}) {
            byte[] other = flipped(bench.key(), place);
            try (Opener opener = bench.provider().opener(SecretBytes.take(other))) {
                Bench.refuses(opener, good, "a key that differs in byte " + place);
            }
        }
    }

    private static void givenNonce(Bench bench) {
        byte[] nonce = bench.nonce();
        byte[] before = nonce.clone();
        byte[] plaintext = bench.bytes(40);
        try (Sealer first = bench.sealer();
                Sealer second = bench.sealer()) {
            byte[] once = Bench.seal(first, nonce, new byte[0], plaintext).bytes();
            Bench.that(Arrays.equals(before, nonce), "the nonce given must stay as it is");
            byte[] again = Bench.seal(second, nonce, new byte[0], plaintext).bytes();
            Bench.that(Arrays.equals(once, again), "one nonce must give the same bytes in two sealers");
            nonce[0] ^= 1;
            byte[] other = Bench.seal(first, nonce, new byte[0], plaintext).bytes();
            Bench.that(!Arrays.equals(once, other), "another nonce must give other bytes");
        }
    }

    private static void twice(Bench bench) {
        byte[] nonce = bench.nonce();
        try (Sealer sealer = bench.sealer()) {
            Bench.seal(sealer, nonce, new byte[0], bench.bytes(40));
            Bench.fails(
                    RejectedException.class,
                    "the same nonce once more",
                    () -> Bench.seal(sealer, nonce, new byte[0], bench.bytes(40)));
            Bench.seal(sealer, bench.nonce(), new byte[0], bench.bytes(40));
        }
    }

    private static void chosenNonce(Bench bench) {
        Set<ByteBuffer> seen = new HashSet<>();
        byte[] same = bench.nonce();
        try (Sealer first = bench.sealer();
                Sealer second = bench.sealer();
                Opener opener = bench.opener()) {
            for (int i = 0; i < MANY; i++) {
                for (Sealer sealer : List.of(first, second)) {
                    byte[] nonce = same.clone();
                    Sealed sealed = Bench.seal(sealer, nonce, new byte[0], new byte[16]);
                    Bench.that(seen.add(ByteBuffer.wrap(nonce)), "a nonce comes twice");
                    Bench.opens(opener, sealed, "a message under the nonce that was written");
                }
            }
        }
    }

    private static void destroyed(Bench bench) {
        SecretBytes key = SecretBytes.take(bench.key());
        try (Sealer sealer = bench.provider().sealer(key);
                Opener opener = bench.provider().opener(key)) {
            key.close();
            Bench.opens(
                    opener,
                    Bench.seal(sealer, bench.nonce(), bench.bytes(5), bench.bytes(40)),
                    "a message after the key was destroyed");
        }
        rejected(
                RejectedException.Reason.CLOSED,
                "a sealer of a destroyed key",
                () -> bench.provider().sealer(key));
        rejected(
                RejectedException.Reason.CLOSED,
                "an opener of a destroyed key",
                () -> bench.provider().opener(key));
    }

    private static void closed(Bench bench) {
        Sealed good = bench.seal(40);
        Sealer sealer = bench.sealer();
        sealer.close();
        sealer.close();
        Opener opener = bench.opener();
        opener.close();
        opener.close();
        rejected(
                RejectedException.Reason.CLOSED,
                "sealing after close",
                () -> Bench.seal(sealer, bench.nonce(), new byte[0], new byte[1]));
        rejected(RejectedException.Reason.CLOSED, "opening after close", () -> Bench.open(opener, good));
    }

    private static void keyLength(Bench bench) {
        for (int length : new int[] {0, 16, 24, 31, 33, 64}) {
            rejected(
                    RejectedException.Reason.BAD_REQUEST,
                    "a key of " + length + " bytes",
                    () -> bench.provider().sealer(SecretBytes.take(bench.bytes(length))));
            rejected(
                    RejectedException.Reason.BAD_REQUEST,
                    "a key of " + length + " bytes",
                    () -> bench.provider().opener(SecretBytes.take(bench.bytes(length))));
        }
    }

    private static void rejected(RejectedException.Reason reason, String what, Runnable call) {
        Bench.fails(RejectedException.class, what, () -> {
            try {
                call.run();
            } catch (RejectedException e) {
                Bench.that(e.reason() == reason, what + " must fail as " + reason + ", not " + e.reason());
                throw e;
            }
        });
    }

    private static void secret(Bench bench) {
        try (Sealer sealer = bench.sealer();
                Opener opener = bench.opener()) {
            bench.seal(16);
            String shown = sealer + "" + opener + bench.provider();
            Bench.that(!new Spellings(List.of(bench.key())).in(shown), "toString shows the key");
        }
    }
}
