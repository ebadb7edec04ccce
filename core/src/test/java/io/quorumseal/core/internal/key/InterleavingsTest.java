package io.quorumseal.core.internal.key;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekId;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.key.Attributes.Binds;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.util.LoggingLevel;
import org.junit.jupiter.api.Test;

/**
 * Two and three threads in the orders that a model checker chooses, at the places where counts, blocks, salts and derived
 * keys begin and end. The random bytes of a block are left out, so that a count that is given out twice shows. What an
 * operation tells is whether all is well, and it always has to be.
 */
class InterleavingsTest {
    private static final int ORDERS = 100;

    /** Milliseconds. A machine that is slow is no deadlock, which the model checker finds by itself. */
    private static final long NEVER = 3_600_000;

    private static final DekId DEK = new DekId(1);
    private static final Binding VALUES = Binding.values("");
    private static final int NONCE_PLACE = 6;
    private static final int NONCE = 24;
    private static final int TEXT = 4;

    /** Each thread calls some operations, one after the other; each order begins with an object of its own. */
    private static void inManyOrders(Class<?> type, List<List<String>> threads) {
        List<List<Actor>> parallel = threads.stream()
                .map(calls -> calls.stream().map(call -> actor(type, call)).toList())
                .toList();
        new ModelCheckingOptions()
                .iterations(0)
                .addCustomScenario(new ExecutionScenario(List.of(), parallel, List.of(), null))
                .invocationsPerIteration(ORDERS)
                .minimizeFailedScenario(false)
                .logLevel(LoggingLevel.ERROR)
                .invocationTimeout$lincheck(NEVER)
                .sequentialSpecification(AllIsWell.class)
                .addGuarantee(forClasses(Hkdf.class.getName(), Xaes.class.getName())
                        .allMethods()
                        .ignore())
                .check(type);
    }

    private static Actor actor(Class<?> type, String call) {
        try {
            return new Actor(type.getMethod(call), List.of());
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** One DEK of suite 2, and what was sealed under it. */
    abstract static class Sealing {
        final PlainAead aead = new PlainAead();
        final Keyring keyring = new Keyring(aead, new NodeId(1), NonceCounter.NO_LIMIT, Grants.unlimited(), this::draw);
        final Dek dek;
        private final AtomicInteger salts = new AtomicInteger();
        private final Set<ByteBuffer> nonces = ConcurrentHashMap.newKeySet();

        Sealing() {
            keyring.add(DEK, new Attributes("c", Purpose.STORAGE, Binds.NOTHING), SecretBytes.take(new byte[32]));
            dek = keyring.find(DEK).orElseThrow();
        }

        /** Salts are distinct, and nothing else is. */
        private void draw(byte[] bytes) {
            if (bytes.length == Xaes.SALT_SIZE) {
                ByteBuffer.wrap(bytes).putInt(salts.incrementAndGet());
            }
        }

        DerivedScheme scheme() {
            return (DerivedScheme) dek.scheme();
        }

        ByteBuffer sealed() {
            ByteBuffer out = ByteBuffer.allocate(dek.sealedSize(TEXT));
            Envelope.seal(dek, VALUES, ByteBuffer.allocate(1), ByteBuffer.allocate(TEXT), out);
            return out.flip();
        }

        boolean sealsOnce() {
            byte[] nonce = new byte[NONCE];
            sealed().get(NONCE_PLACE, nonce);
            return nonces.add(ByteBuffer.wrap(nonce));
        }

        boolean opens(ByteBuffer sealed) {
            ByteBuffer out = ByteBuffer.allocate(TEXT);
            return Envelope.open(keyring, VALUES, ByteBuffer.allocate(1), sealed.duplicate(), out) == TEXT;
        }

        /** Whatever was made is closed with the keyring, once. */
        void requireNothingLeft() {
            keyring.close();
            if (aead.left() != 0) {
                throw new AssertionError(aead.left() + " sealers or openers are left");
            }
        }
    }

    /** What is told of sealing, whatever the order. */
    public static final class AllIsWell {
        @Operation
        public boolean seal() {
            return true;
        }

        @Operation
        public boolean reseed() {
            return true;
        }

        @Operation
        public boolean open() {
            return true;
        }

        @Operation
        public boolean openForged() {
            return true;
        }

        @Operation
        public boolean block() {
            return true;
        }
    }

    /** One block and one count are left of the salt: whoever finds none draws another, with counts of its own. */
    public static final class WhereCountsEnd extends Sealing {
        public WhereCountsEnd() {
            SealingKey unused = scheme().drawn(SealingKey.MOST_MESSAGES - SealingKey.BLOCK - 1);
        }

        @Operation
        public boolean seal() {
            return sealsOnce();
        }

        @Validate
        public void nothingIsLeft() {
            requireNothingLeft();
        }
    }

    @Test
    void seal_whereTheCountsEnd_repeatsNoNonce() {
        inManyOrders(WhereCountsEnd.class, List.of(List.of("seal", "seal"), List.of("seal", "seal")));
    }

    public static final class Reseeded extends Sealing {
        @Operation
        public boolean seal() {
            return sealsOnce();
        }

        @Operation
        public boolean reseed() {
            keyring.reseed();
            return true;
        }

        @Validate
        public void nothingIsLeft() {
            requireNothingLeft();
        }
    }

    @Test
    void reseed_whileOthersSeal_repeatsNoNonceAndLeavesNoSealer() {
        inManyOrders(Reseeded.class, List.of(List.of("seal", "seal"), List.of("reseed"), List.of("seal")));
    }

    /** A derived key that several need first, and a forged salt beside it. */
    public static final class Opening extends Sealing {
        private final ByteBuffer sealed = sealed();
        private final ByteBuffer forged = forged(sealed);

        private static ByteBuffer forged(ByteBuffer sealed) {
            ByteBuffer forged = ByteBuffer.allocate(sealed.remaining())
                    .put(sealed.duplicate())
                    .flip();
            return forged.put(NONCE_PLACE, (byte) 9);
        }

        @Operation
        public boolean open() {
            return opens(sealed);
        }

        @Operation
        public boolean openForged() {
            try {
                return !opens(forged);
            } catch (AuthenticationFailedException found) {
                return true;
            }
        }

        @Validate
        public void oneKeyIsRememberedAtMost() {
            if (scheme().openers().size() > 1) {
                throw new AssertionError("a forged salt, or one salt twice, is remembered");
            }
            requireNothingLeft();
        }
    }

    @Test
    void open_oneSaltByTwoThreads_isRememberedOnceAndLeavesNoOpener() {
        inManyOrders(Opening.class, List.of(List.of("open"), List.of("open", "openForged")));
    }

    /** Counts of suite 1: blocks and single ones from the same counter. */
    public static final class Counts {
        private final NonceCounter counter = new NonceCounter(NonceCounter.NO_LIMIT, NonceCounter.NO_LIMIT);
        private final Set<Long> ends = ConcurrentHashMap.newKeySet();

        @Operation
        public boolean seal() {
            return ends.add(counter.next());
        }

        @Operation
        public boolean block() {
            return ends.add(counter.endAfter(counter.setAside()));
        }
    }

    @Test
    void count_blocksAndSingleOnes_areGivenOutOnce() {
        inManyOrders(Counts.class, List.of(List.of("block"), List.of("seal"), List.of("block")));
    }
}
