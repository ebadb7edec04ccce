package io.quorumseal.core.internal.clean;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.DekId;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.UnknownDekException;
import io.quorumseal.core.Admin.Share;
import io.quorumseal.core.StorageStatus;
import io.quorumseal.core.StoredValue;
import io.quorumseal.core.ValueSeal;
import io.quorumseal.core.ValueStore;
import io.quorumseal.core.ValueStore.Stored;
import io.quorumseal.core.internal.clean.Rewriter.Proof;
import io.quorumseal.core.internal.key.Envelope;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.work.Futures;
import io.quorumseal.core.internal.work.Stalls;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One rewriting of this node's values. First a fence is applied in every log, behind which nothing is sealed under an
 * older DEK any more: what apply had under way is stored by then. Three passes follow: one counts what is to be done,
 * one does it, one counts what is there. Fences behind the last tell which snapshots came later.
 */
public final class Rewriting {
    private final Node node;
    private final Scopes scopes;
    private final Runnable mayRenew;
    private final Fences fences;
    private final ValueStore store;
    private final DekId active;
    private final Set<DekId> replaced;
    private volatile String phase = "waits until what was begun before is applied";
    private final LongAdder total = new LongAdder();
    private final LongAdder renewed = new LongAdder();
    private volatile @Nullable Instant begun;
    private volatile @Nullable Pass pass;
    private volatile boolean cancelled;

    /**
     * Begins.
     *
     * @param scopes what seals and opens the values of a scope
     * @param mayRenew refuses if no value may be renewed now
     * @param active the storage DEK that is active in a key state
     * @param replaced the DEKs that are not active any more in the same one
     */
    Rewriting(
            Node node,
            Scopes scopes,
            Runnable mayRenew,
            Fences fences,
            ValueStore store,
            DekId active,
            Set<DekId> replaced) {
        this.mayRenew = mayRenew;
        this.node = node;
        this.scopes = scopes;
        this.fences = fences;
        this.store = store;
        this.active = active;
        this.replaced = replaced;
    }

    CompletionStage<Proof> run() {
        ValueCounts counts = new ValueCounts();
        return fences.passEverywhere(this::isWanted)
                .thenCompose(done -> pass("counts", stored -> total.add(isDue(stored.value()) ? 1 : 0)))
                .thenCompose(done -> {
                    begun = node.config().clock().instant();
                    return pass("renews", this::renew);
                })
                .thenCompose(done -> Futures.started(this::compacted, node.background()))
                .thenCompose(done -> pass("counts what is there", stored -> counts.count(stored.value())))
                .thenCompose(done -> fences.append(this::isWanted))
                .thenApply(from -> new Proof(counts.under(active), replaced, from));
    }

    private CompletionStage<Void> pass(String what, Consumer<Stored> action) {
        if (cancelled) {
            throw Stalls.closedError();
        }
        phase = what;
        Pass next = Pass.begin(node, store, action);
        pass = next;
        return next.done();
    }

    private CompletionStage<Void> compacted() {
        phase = "compacts the store";
        store.compact();
        return CompletableFuture.completedFuture(null);
    }

    /** What cannot be read is left; it is counted afterwards. */
    private void renew(Stored stored) {
        if (!isDue(stored.value())) {
            return;
        }
        ByteBuffer key = ByteBuffer.wrap(stored.storageKey()).asReadOnlyBuffer();
        byte[] plain = new byte[0];
        try {
            mayRenew.run();
            ValueSeal seal = scopes.of(stored);
            plain = seal.open(key, stored.value());
            boolean unused = store.replace(stored, seal.seal(key, ByteBuffer.wrap(plain)));
            renewed.increment();
        } catch (AuthenticationFailedException | MalformedException | UnknownDekException unreadable) {
            renewed.increment();
        } finally {
            if (stored.value().sealed()) {
                Arrays.fill(plain, (byte) 0);
            }
        }
    }

    /** Cleartext is not sealed where it is refused: somebody else has put it there. It is counted all the same. */
    private boolean isDue(StoredValue value) {
        return value.sealed() ? !Envelope.names(active, ByteBuffer.wrap(value.bytes())) : !node.isCleartextRefused();
    }

    String text() {
        return share().map(share -> phase + ": " + share.done() + " of " + share.all() + " values, about "
                        + share.left().orElse(Duration.ZERO).toSeconds() + " s left")
                .orElse(phase);
    }

    /** How much is done of what was counted; empty before that, and where nothing is to be done. */
    Optional<Share> share() {
        Instant since = begun;
        long all = total.sum();
        return since == null || all == 0
                ? Optional.empty()
                : Optional.of(new Share(
                        renewed.sum(),
                        all,
                        Duration.between(since, node.config().clock().instant())));
    }

    StorageStatus.Rewriting progress() {
        return new StorageStatus.Rewriting(phase, renewed.sum(), total.sum());
    }

    private boolean isWanted() {
        return !cancelled;
    }

    void cancel() {
        cancelled = true;
        Pass current = pass;
        if (current != null) {
            current.cancel();
        }
    }
}
