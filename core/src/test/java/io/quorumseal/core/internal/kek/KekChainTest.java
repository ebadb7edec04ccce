package io.quorumseal.core.internal.kek;

import static io.quorumseal.core.internal.kek.ScriptedKek.CONTEXT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.Kek.Unwrapped;
import io.quorumseal.api.spi.Kek.Wrapped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class KekChainTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Guarding HOW =
            new Guarding(LONG, (kek, operation, failure, took, attempt) -> {}, new SteppedPacing());

    private final ScriptedKek current = new ScriptedKek(1);
    private final ScriptedKek before = new ScriptedKek(2);
    private final ScriptedKek longBefore = new ScriptedKek(3);
    private final List<String> opened = new ArrayList<>();

    private PreviousKek previous(ScriptedKek kek) {
        return new PreviousKek(left -> {
            opened.add(kek.description());
            return GuardedKek.of(kek, HOW);
        });
    }

    private KekChain chain() {
        return KekChain.of(GuardedKek.of(current, HOW), List.of(previous(before), previous(longBefore)), HOW);
    }

    private static SecretBytes secret(int value) {
        return SecretBytes.take(new byte[] {(byte) value});
    }

    private static SecretBytes unwrapped(KekChain chain, byte[] blob) {
        return chain.unwrap(blob, CONTEXT, LONG);
    }

    private static KekException fails(KekChain chain, byte[] blob) {
        return assertThrows(KekException.class, () -> unwrapped(chain, blob).close());
    }

    // ---- which KEK is asked

    @Test
    void unwrap_byTheCurrentOne_opensNoOther() {
        assertEquals(secret(5), unwrapped(chain(), current.blob(5)));
        assertEquals(List.of(), opened);
    }

    @Test
    void unwrap_wrongKey_asksThePreviousOnesInOrder() {
        KekChain chain = chain();
        assertEquals(secret(5), unwrapped(chain, before.blob(5)));
        assertEquals(List.of("scripted:2"), opened);
        assertEquals(secret(6), unwrapped(chain, longBefore.blob(6)));
        assertEquals(secret(7), unwrapped(chain, before.blob(7)));
        assertEquals(List.of("scripted:2", "scripted:3"), opened, "each is opened once");
    }

    @Test
    void unwrap_wrongKeyForAll_saysWhatTheCurrentOneSaid() {
        KekException e = fails(chain(), new ScriptedKek(9).blob(5));
        assertEquals(Kind.WRONG_KEY, e.kind());
        assertEquals("wrapped under 9, this is 1", e.getMessage());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = Mode.EXCLUDE,
            names = {"WRONG_KEY", "UNREACHABLE", "THROTTLED"})
    void unwrap_anythingElse_asksNoOther(Kind kind) {
        current.nextFails(kind);
        assertEquals(kind, fails(chain(), before.blob(5)).kind());
        assertEquals(List.of(), opened);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            mode = Mode.EXCLUDE,
            names = {"WRONG_KEY", "UNREACHABLE", "THROTTLED"})
    void unwrap_previousFails_isTheFailure(Kind kind) {
        before.nextFails(kind);
        assertEquals(kind, fails(chain(), before.blob(5)).kind());
        assertEquals(List.of("scripted:2"), opened);
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    void unwrap_previousDoesNotOpen_isAKeksFailureAndOpenedAgain(Refusal refusal) {
        List<RuntimeException> failures = new ArrayList<>(List.of(new StartupRefusedException(
                refusal, "does not open", new KekException(Kind.UNREACHABLE, "nobody there"))));
        KekChain chain = KekChain.of(
                GuardedKek.of(current, HOW),
                List.of(new PreviousKek(left -> {
                    if (!failures.isEmpty()) {
                        throw failures.remove(0);
                    }
                    return GuardedKek.of(before, HOW);
                })),
                HOW);
        assertEquals(Kind.UNREACHABLE, fails(chain, before.blob(5)).kind());
        assertEquals(secret(5), unwrapped(chain, before.blob(5)));
    }

    @Test
    void unwrap_noProviderForThePrevious_isMisconfigured() {
        PreviousKek none = new PreviousKek(left -> {
            throw new StartupRefusedException(Refusal.CONFIGURATION, "no provider serves x");
        });
        KekChain chain = KekChain.of(GuardedKek.of(current, HOW), List.of(none), HOW);
        assertEquals(Kind.MISCONFIGURED, fails(chain, before.blob(5)).kind());
    }

    @Test
    void wrap_always_isTheCurrentOnes() {
        assertArrayEquals(current.blob(5), chain().wrap(secret(5), CONTEXT, LONG));
    }

    @Test
    void rewrap_ofAPreviousOnesBlob_movesToTheCurrentOne() {
        assertArrayEquals(current.blob(5), chain().rewrap(before.blob(5), CONTEXT, LONG));
        assertTrue(before.given.stream().allMatch(ScriptedKek::isClosed));
        assertThrows(KekException.class, () -> chain().rewrap(new ScriptedKek(9).blob(5), CONTEXT, LONG));
    }

    @Test
    void unwrapAll_withPreviousOnes_isOneAtATime() {
        current.batch = 100;
        assertEquals(1, chain().maxBatch());
        assertEquals(
                100, KekChain.of(GuardedKek.of(current, HOW), List.of(), HOW).maxBatch());
        List<Unwrapped> outcomes = chain().unwrapAll(List.of(new Wrapped(before.blob(4), CONTEXT)), LONG);
        assertEquals(List.of(new Unwrapped.Dek(secret(4))), outcomes);
    }

    @Test
    void mayHave_fingerprintOfAny_isAccepted() {
        assertTrue(chain().mayHave("fp1"));
        assertEquals(List.of(), opened);
        assertTrue(chain().mayHave("fp3"));
        assertFalse(chain().mayHave("fp9"));
        assertEquals(Optional.of("fp1"), chain().fingerprint());
    }

    @Test
    void close_chain_closesThoseThatWereOpened() {
        KekChain chain = chain();
        unwrapped(chain, before.blob(5)).close();
        chain.close();
        assertEquals(List.of(true, true, false), List.of(current.closed, before.closed, longBefore.closed));
        assertThrows(RejectedException.class, () -> unwrapped(chain, current.blob(5)));
    }

    // ---- who may have wrapped

    private static void forAnybody(ScriptedKek kek, int secretSize) {
        kek.forAnybody = true;
        kek.macSecret = Optional.of(SecretBytes.take(new byte[secretSize]));
    }

    @Test
    void of_anybodyCanWrapWithoutASecret_isMisconfiguredAndClosed() {
        current.forAnybody = true;
        KekException e = assertThrows(KekException.class, this::chain);
        assertEquals(Kind.MISCONFIGURED, e.kind());
        assertTrue(String.valueOf(e.getMessage()).contains("no MAC secret"), e::getMessage);
        assertTrue(current.closed);
    }

    @Test
    void of_secretTooShort_isMisconfigured() {
        forAnybody(current, 31);
        KekException e = assertThrows(KekException.class, this::chain);
        assertTrue(String.valueOf(e.getMessage()).contains("shorter than 32"), e::getMessage);
    }

    @Test
    void wrappedByAnybody_dekOutOfSuchAKek_isRememberedWithItsSecret() {
        forAnybody(before, 32);
        KekChain chain = chain();
        unwrapped(chain, current.blob(5)).close();
        assertEquals(Optional.empty(), chain.wrappedByAnybody(CONTEXT.dek()));
        unwrapped(chain, before.blob(5)).close();
        assertEquals(Optional.of("fp2"), chain.wrappedByAnybody(CONTEXT.dek()));
        assertEquals(Optional.of(SecretBytes.take(new byte[32])), chain.macSecret("fp2"));
        assertEquals(Optional.empty(), chain.macSecret("fp1"), "one that nobody else can wrap under has none");
        unwrapped(chain, current.blob(5)).close();
        assertEquals(Optional.of("fp2"), chain.wrappedByAnybody(CONTEXT.dek()), "for good");
    }

    /** Or whoever reaches a node could have it take a DEK of the cluster for one that anybody made. */
    @Test
    void wrappedByAnybody_offerThatIsRefused_isNotRemembered() {
        forAnybody(before, 32);
        KekChain chain = chain();
        KekException e = assertThrows(
                KekException.class, () -> chain.unwrapOffered(before.blob(5), CONTEXT, LONG, dek -> false));
        assertEquals(Kind.CORRUPT, e.kind());
        assertEquals(Optional.empty(), chain.wrappedByAnybody(CONTEXT.dek()));
        chain.unwrapOffered(before.blob(5), CONTEXT, LONG, dek -> true).close();
        assertEquals(Optional.of("fp2"), chain.wrappedByAnybody(CONTEXT.dek()));
    }

    @Test
    void wrappedByAnybody_batch_isRemembered() {
        forAnybody(current, 32);
        current.batch = 2;
        KekChain chain = KekChain.of(GuardedKek.of(current, HOW), List.of(), HOW);
        Wrapped one = new Wrapped(current.blob(4), CONTEXT);
        assertEquals(2, chain.unwrapAll(List.of(one, one), LONG).size());
        assertEquals(Optional.of("fp1"), chain.wrappedByAnybody(CONTEXT.dek()));
    }
}
