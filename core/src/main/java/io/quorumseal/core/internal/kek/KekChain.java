package io.quorumseal.core.internal.kek;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The current KEK, and those that were current before, in order.
 *
 * <p>The current one wraps. What it says to be wrapped under another key, and nothing else, the previous ones are
 * asked for, which are opened only then. A KEK that cannot tell another's blob says {@code CORRUPT}, and there that is
 * the end: damage must not look like a key that is missing.
 *
 * <p>The chain remembers which DEKs came out of a KEK that anybody can wrap under. They prove nothing about who made
 * them, so MACs in their place are made with that KEK's own secret.
 */
public final class KekChain implements Kek {
    private final OpenKek current;
    private final List<PreviousKek> previous;
    private final Guarding how;
    private final Map<DekId, String> wrappedByAnybody = new ConcurrentHashMap<>();

    private KekChain(OpenKek current, List<PreviousKek> previous, Guarding how) {
        this.current = current;
        this.previous = List.copyOf(previous);
        this.how = how;
    }

    /**
     * Puts KEKs in order.
     *
     * @param current the KEK that wraps; closed with the chain, or if it is refused
     * @param previous the others; closed with the chain
     * @throws KekException {@code MISCONFIGURED} if anybody can wrap under the current one, and it has no MAC secret
     */
    public static KekChain of(GuardedKek current, List<PreviousKek> previous, Guarding how) {
        return new KekChain(OpenKek.of(current), previous, how);
    }

    // ---- which KEK

    @Override
    public String description() {
        return current.kek().description();
    }

    /** Tells the current one's. */
    @Override
    public Optional<String> fingerprint() {
        return current.kek().fingerprint();
    }

    @Override
    public String version() {
        return current.kek().version();
    }

    /**
     * Tells whether one of the KEKs has a fingerprint, or may have it because it does not tell.
     *
     * @throws KekException if a previous one is needed and does not open
     */
    public boolean mayHave(String fingerprint) {
        return all().anyMatch(
                        open -> open.kek().fingerprint().orElse(fingerprint).equals(fingerprint));
    }

    private Stream<OpenKek> all() {
        Deadline end = Deadline.in(how.timeout(), how.pacing());
        return Stream.concat(Stream.of(current), previous.stream().map(one -> one.get(end)));
    }

    // ---- who may have wrapped

    @Override
    public boolean anybodyCanWrap() {
        return current.kek().anybodyCanWrap();
    }

    /**
     * Tells whether a DEK came out of a KEK that anybody can wrap under, at any time of this chain's life.
     *
     * @return the fingerprint of that KEK, which names the secret that serves in the DEK's place
     */
    public Optional<String> wrappedByAnybody(DekId dek) {
        return Optional.ofNullable(wrappedByAnybody.get(dek));
    }

    /**
     * Finds the MAC secret of the KEK with a fingerprint.
     *
     * @return the secret, which stays the chain's; empty if no KEK of the chain has it
     * @throws KekException if a previous one is needed and does not open
     */
    public Optional<SecretBytes> macSecret(String fingerprint) {
        return all().filter(open -> open.isNamed(fingerprint)).findFirst().flatMap(OpenKek::macSecret);
    }

    /** Whether previous ones are named. */
    boolean isMoving() {
        return !previous.isEmpty();
    }

    /** Forgets where a DEK came from, if it turns out to be a stranger's. */
    void forget(DekId dek) {
        wrappedByAnybody.remove(dek);
    }

    /** The current one's; empty unless anybody can wrap under it. It stays the chain's. */
    Optional<SecretBytes> macSecretOfCurrent() {
        return current.macSecret();
    }

    // ---- calls

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        return current.kek().wrap(dek, context, timeout);
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        return unwrapOffered(wrapped, context, timeout, any -> true);
    }

    /**
     * Unwraps what a stranger may have sent.
     *
     * @param isOurs decides on the unwrapped DEK; of one that is not, nothing is remembered
     * @throws KekException {@code CORRUPT} also if it is not ours
     */
    public SecretBytes unwrapOffered(
            byte[] wrapped, WrapContext context, Duration timeout, Predicate<SecretBytes> isOurs) {
        Deadline end = Deadline.in(timeout, how.pacing());
        try {
            return unwrap(current, wrapped, context, end, isOurs);
        } catch (KekException e) {
            if (e.kind() != Kind.WRONG_KEY) {
                throw e;
            }
            return unwrapByPrevious(wrapped, context, end, isOurs, e);
        }
    }

    /** Unwraps by the current KEK or not at all. */
    SecretBytes unwrapByCurrent(byte[] wrapped, WrapContext context, Duration timeout) {
        return current.kek().unwrap(wrapped, context, timeout);
    }

    private SecretBytes unwrapByPrevious(
            byte[] wrapped, WrapContext context, Deadline end, Predicate<SecretBytes> isOurs, KekException wrongKey) {
        for (PreviousKek one : previous) {
            try {
                return unwrap(one.get(end), wrapped, context, end, isOurs);
            } catch (KekException e) {
                if (e.kind() != Kind.WRONG_KEY) {
                    throw e;
                }
            }
        }
        throw wrongKey;
    }

    private SecretBytes unwrap(
            OpenKek open, byte[] wrapped, WrapContext context, Deadline end, Predicate<SecretBytes> isOurs) {
        SecretBytes dek = open.kek().unwrap(wrapped, context, end.left());
        if (!isOurs.test(dek)) {
            dek.close();
            throw new KekException(
                    Kind.CORRUPT, "the wrapped form on offer of DEK " + context.dek() + " holds another key");
        }
        note(open, context.dek());
        return dek;
    }

    /** Kept for good: what was once wrapped by anybody may have been made by anybody. */
    private void note(OpenKek open, DekId dek) {
        if (open.macSecret().isPresent()) {
            open.kek().fingerprint().ifPresent(name -> wrappedByAnybody.putIfAbsent(dek, name));
        }
    }

    /** One at a time while there are previous KEKs, so that many threads ask these, too, and not one for a batch. */
    @Override
    public int maxBatch() {
        return previous.isEmpty() ? current.kek().maxBatch() : 1;
    }

    @Override
    public List<Unwrapped> unwrapAll(List<Wrapped> all, Duration timeout) {
        if (!previous.isEmpty()) {
            return Kek.super.unwrapAll(all, timeout);
        }
        List<Unwrapped> outcomes = current.kek().unwrapAll(all, timeout);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Unwrapped.Dek) {
                note(current, all.get(i).context().dek());
            }
        }
        return outcomes;
    }

    /** What another KEK wrapped is unwrapped by that one and wrapped by the current one. */
    @Override
    public byte[] rewrap(byte[] wrapped, WrapContext context, Duration timeout) {
        Deadline end = Deadline.in(timeout, how.pacing());
        try {
            return current.kek().rewrap(wrapped, context, timeout);
        } catch (KekException e) {
            if (e.kind() != Kind.WRONG_KEY) {
                throw e;
            }
            try (SecretBytes dek = unwrapByPrevious(wrapped, context, end, any -> true, e)) {
                return wrap(dek, context, end.left());
            }
        }
    }

    /** Tests the current one. */
    @Override
    public void probe(Duration timeout) {
        current.kek().probe(timeout);
    }

    /** Ends the calls that are under way and refuses later ones, so that nobody waits for them. */
    public void cancel() {
        current.kek().cancel();
        previous.forEach(PreviousKek::cancel);
    }

    @Override
    public void close() {
        current.close();
        previous.forEach(PreviousKek::close);
    }

    @Override
    public String toString() {
        return description();
    }
}
