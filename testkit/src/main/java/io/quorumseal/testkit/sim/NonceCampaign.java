package io.quorumseal.testkit.sim;

import io.quorumseal.api.DekId;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.internal.key.Attributes;
import io.quorumseal.core.internal.key.Attributes.Binds;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Grants;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.key.NonceCounter;
import io.quorumseal.core.internal.key.Randomness;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/**
 * Seals under one DEK of suite 2 at speed, over many openings and with copies of their processes, and counts what is drawn
 * twice. All but the cipher is the real thing: salts, blocks and counts are drawn as they are for payloads.
 *
 * <p>A nonce is {@code salt ‖ random of a block ‖ count}. The counts of a block follow each other, which each message is held
 * against; so all nonces differ if no block is begun twice, and blocks can be remembered where messages cannot. For one thread.
 */
public final class NonceCampaign {
    private static final int SALT = 12;
    private static final int BLOCK = 256;
    private static final int TAG = 16;
    private static final int SALT_PLACE = 6;
    private static final double SALTS = Math.pow(2, 96);
    private static final double RANDOMS = Math.pow(2, 64);
    private static final DekId DEK = new DekId(1);
    private static final Binding VALUES = Binding.values("");

    private final Randomness random;
    private final Map<ByteBuffer, Integer> salts = new HashMap<>();
    private final Blocks blocks;
    private final long openings;
    private final int copies;
    private final long each;
    private long sameSalts;
    private long sameBlocks;

    /**
     * What came of it.
     *
     * @param seals how many messages were sealed
     * @param salts how many salts were drawn
     * @param sameSalts how many of them had been drawn before
     * @param expectedSalts how many that is to be expected of
     * @param blocks how many blocks of counts were begun
     * @param sameBlocks how many of them had been begun before, with salt, random bytes and counts
     * @param expectedBlocks how many that is to be expected of, among copies of a process
     */
    public record Report(
            long seals,
            long salts,
            long sameSalts,
            double expectedSalts,
            long blocks,
            long sameBlocks,
            double expectedBlocks) {

        /** Whether nothing was drawn twice. */
        public boolean passed() {
            return sameSalts == 0 && sameBlocks == 0;
        }

        @Override
        public String toString() {
            return String.format(
                    "%,d seals%n%,d salts, %d drawn twice, expected %.1e%n%,d blocks, %d begun twice, expected %.1e",
                    seals, salts, sameSalts, expectedSalts, blocks, sameBlocks, expectedBlocks);
        }
    }

    /**
     * Makes a campaign.
     *
     * @param random where salts and blocks are drawn from
     * @param seals how many messages are sealed in all, about
     * @param openings over how many openings, each of which draws a salt
     * @param copies how many processes have the salt of an opening, each of which draws its own blocks
     */
    public NonceCampaign(Randomness random, long seals, long openings, int copies) {
        this.random = random;
        this.openings = openings;
        this.copies = copies;
        each = Math.max(1, seals / openings / copies);
        blocks = new Blocks(openings * copies * (each / BLOCK + 1));
    }

    /** Seals all of it. To be called once. */
    public Report run() {
        for (long opening = 0; opening < openings; opening++) {
            byte[] salt = new byte[SALT];
            random.fill(salt);
            int known = salts.size();
            int number = salts.computeIfAbsent(ByteBuffer.wrap(salt), fresh -> known);
            sameSalts += number < known ? 1 : 0;
            for (int copy = 0; copy < copies; copy++) {
                seal(salt, number);
            }
        }
        long perCopy = (each + BLOCK - 1) / BLOCK;
        return new Report(
                openings * copies * each,
                openings,
                sameSalts,
                pairs((double) openings) / SALTS,
                blocks.begun(),
                sameBlocks,
                (double) openings * pairs(copies) * (double) perCopy / RANDOMS);
    }

    private static double pairs(double of) {
        return of * (of - 1) / 2;
    }

    private void seal(byte[] salt, int number) {
        Randomness shared = bytes -> {
            if (bytes.length == SALT) {
                System.arraycopy(salt, 0, bytes, 0, SALT);
            } else {
                random.fill(bytes);
            }
        };
        try (Keyring keyring = new Keyring(
                new NoCipher(number), new NodeId(1), NonceCounter.NO_LIMIT, new Grants(0, Map.of()), shared)) {
            keyring.add(DEK, new Attributes("c", Purpose.STORAGE, Binds.NOTHING), SecretBytes.take(new byte[32]));
            Dek dek = keyring.find(DEK).orElseThrow();
            ByteBuffer nothing = ByteBuffer.allocate(0);
            ByteBuffer out = ByteBuffer.allocate(dek.sealedSize(0));
            for (long i = 0; i < each; i++) {
                Envelope.seal(dek, VALUES, nothing, nothing, out.clear());
            }
            requireSalt(salt, out);
        }
    }

    private static void requireSalt(byte[] salt, ByteBuffer sealed) {
        byte[] found = new byte[SALT];
        sealed.get(SALT_PLACE, found);
        if (!ByteBuffer.wrap(salt).equals(ByteBuffer.wrap(found))) {
            throw new AssertionError("sealed under another salt than was drawn");
        }
    }

    /** Looks at nonces in place of sealing. */
    private final class NoCipher implements AeadProvider {
        private final int salt;

        NoCipher(int salt) {
            this.salt = salt;
        }

        @Override
        public String id() {
            return "none";
        }

        @Override
        public Sealer sealer(SecretBytes key) {
            return new Sealer() {
                private long drawn;
                private int count = -1;

                @Override
                public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                    ByteBuffer fields = ByteBuffer.wrap(nonce);
                    boolean goesOn = fields.getLong(0) == drawn
                            && fields.getInt(Long.BYTES) == count + 1
                            && (count + 1) % BLOCK != 0;
                    drawn = fields.getLong(0);
                    count = fields.getInt(Long.BYTES);
                    if (!goesOn) {
                        sameBlocks += blocks.begin(drawn, salt, count) ? 0 : 1;
                    }
                    out.position(out.position() + TAG);
                    return TAG;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public Opener opener(SecretBytes key) {
            throw new IllegalStateException("nothing is opened here");
        }
    }

    /** The blocks that were begun, exactly: random bytes, salt and first count. */
    private static final class Blocks {
        private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

        private final long[] randoms;
        private final long[] places;
        private final int mask;
        private long begun;

        Blocks(long most) {
            int size = Integer.highestOneBit(Math.toIntExact(2 * most)) << 1;
            randoms = new long[size];
            places = new long[size];
            mask = size - 1;
        }

        long begun() {
            return begun;
        }

        /** False if the same was begun before. */
        boolean begin(long random, int salt, int count) {
            // A place is never 0, which stands for an empty one.
            long place = ((salt + 1L) << Integer.SIZE) | Integer.toUnsignedLong(count);
            int at = (int) (((random ^ (place * SPREAD)) * SPREAD) >>> Integer.SIZE) & mask;
            begun++;
            while (places[at] != 0) {
                if (places[at] == place && randoms[at] == random) {
                    return false;
                }
                at = (at + 1) & mask;
            }
            places[at] = place;
            randoms[at] = random;
            return true;
        }
    }
}
