package io.quorumseal.testkit.sim;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.internal.kek.Commitments;
import io.quorumseal.core.internal.key.Binding;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.key.Grants;
import io.quorumseal.core.internal.key.Keyring;
import io.quorumseal.core.internal.key.LogSeal;
import io.quorumseal.core.internal.key.NonceCounter;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/**
 * A copy of what a process seals payloads with under one DEK of suite 2, as a copied virtual machine has it: the same salt,
 * the same block of counts, the same next count. From there on it draws bytes of its own, and seals into the journal of all
 * nodes.
 *
 * <p>An envelope tells all that there is to be copied. The copy is made by going the same way: it seals as often as the
 * process did, to nowhere, and draws what that drew. For one thread.
 */
public final class CopiedProcess implements AutoCloseable {
    private static final int SUITE = 2;
    private static final int BLOCK = 256;
    private static final int SALT = 12;
    private static final int NONCE_PLACE = 6;
    private static final int NONCE = 24;
    private static final byte[] TEXT = {1, 2, 3};

    private final Keyring keyring;
    private final Dek dek;
    private final Binding log;
    private final byte[] nonce;
    private final Random own;
    private boolean recorded;
    private boolean itself;

    private CopiedProcess(SimNode node, String group, byte[] envelope, Random own) {
        this.own = own;
        nonce = Arrays.copyOfRange(envelope, NONCE_PLACE, NONCE_PLACE + NONCE);
        log = Binding.log(
                node.cluster().group(group).id(), node.cluster().group(group).identity());
        keyring = new Keyring(
                new Recorded(node.cluster().journal().recording()),
                NodeId.ofName(node.name()),
                NonceCounter.NO_LIMIT,
                new Grants(0, Map.of()),
                this::fill);
        dek = added(node, Envelope.dekOf(ByteBuffer.wrap(envelope)));
        for (long i = 0; i <= count(nonce); i++) {
            byte[] unused = next();
        }
        itself = true;
    }

    /** Whether an envelope tells what there is to be copied: it is of suite 2, and its nonce is no provider's choice. */
    public static boolean isToldBy(SimNode node, byte[] envelope) {
        return envelope.length > NONCE_PLACE + NONCE
                && envelope[0] == SUITE
                && !node.cluster().journal().recording().choosesNonces();
    }

    /**
     * Copies the process of a node that has just sealed a payload.
     *
     * @param envelope the payload as it stands in the log of the group
     * @param own what the copy draws from here on
     */
    public static CopiedProcess of(SimNode node, String group, byte[] envelope, Random own) {
        return new CopiedProcess(node, group, envelope, own);
    }

    private Dek added(SimNode node, DekId id) {
        KeyState.Key key =
                Objects.requireNonNull(node.runtime().status().keys().keys().get(id));
        String cluster = node.cluster().name();
        SecretBytes bytes = node.unwrap(key.dek().wrapped(), new WrapContext(cluster, key.purpose(), id));
        keyring.add(id, Commitments.attributes(cluster, key.purpose(), id, key.cipher()), bytes);
        return keyring.find(id).orElseThrow();
    }

    /** The salt and the latest block are the process's; what it drew for those before, nobody needs. */
    private void fill(byte[] bytes) {
        if (itself) {
            own.nextBytes(bytes);
        } else {
            System.arraycopy(nonce, bytes.length == SALT ? 0 : SALT, bytes, 0, bytes.length);
        }
    }

    /** Goes on to where the next block begins, to nowhere: until then a copy repeats. */
    public CopiedProcess toTheNextBlock() {
        while (count(next()) % BLOCK != BLOCK - 1) {
            // one more of this block
        }
        return this;
    }

    /** Does what {@link io.quorumseal.core.QuorumSeal#reseed} does. */
    public CopiedProcess reseed() {
        keyring.reseed();
        return this;
    }

    /**
     * Seals, into the journal.
     *
     * @throws AssertionError if a nonce is repeated
     */
    public void seal(int messages) {
        recorded = true;
        for (int i = 0; i < messages; i++) {
            byte[] unused = next();
        }
    }

    /** Seals one more payload; tells its nonce. */
    byte[] next() {
        ByteBuffer out = ByteBuffer.allocate(dek.sealedSize(TEXT.length));
        try (LogSeal seal = dek.reserve(log)) {
            seal.seal(ByteBuffer.wrap(TEXT), out);
        }
        return Arrays.copyOfRange(out.array(), NONCE_PLACE, NONCE_PLACE + NONCE);
    }

    private static long count(byte[] nonce) {
        return Integer.toUnsignedLong(ByteBuffer.wrap(nonce).getInt(NONCE - Integer.BYTES));
    }

    @Override
    public void close() {
        keyring.close();
    }

    /** Tells the journal from when on the copy is on its own. */
    private final class Recorded implements AeadProvider {
        private final AeadProvider journal;

        Recorded(AeadProvider journal) {
            this.journal = journal;
        }

        @Override
        public String id() {
            return journal.id();
        }

        @Override
        public boolean choosesNonces() {
            return journal.choosesNonces();
        }

        @Override
        public Sealer sealer(SecretBytes key) {
            Sealer real = journal.sealer(key);
            return new Sealer() {
                @Override
                public int seal(byte[] nonce, ByteBuffer aad, ByteBuffer plaintext, ByteBuffer out) {
                    return recorded ? real.seal(nonce, aad, plaintext, out) : nowhere(plaintext, out);
                }

                @Override
                public void close() {
                    real.close();
                }
            };
        }

        private int nowhere(ByteBuffer plaintext, ByteBuffer out) {
            int start = out.position();
            out.put(plaintext).put(new byte[16]);
            return out.position() - start;
        }

        @Override
        public Opener opener(SecretBytes key) {
            return journal.opener(key);
        }
    }
}
