package io.quorumseal.core.internal.member;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.RetryableException;
import io.quorumseal.core.internal.kek.KekDesk;
import io.quorumseal.core.internal.member.Aside.Fetching;
import io.quorumseal.core.internal.node.Node;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Takes over key state that another member applied: unwraps its keys first, then merges it durably. */
public final class Importer {
    private final Node node;

    public Importer(Node node) {
        this.node = node;
    }

    /**
     * What a snapshot brings: there is no other way to it, so a KEK that does not unwrap its DEKs is waited out.
     *
     * @param over whether nobody goes on from the snapshot any more: then nothing of it is taken over
     */
    public CompletionStage<Void> importInto(GroupId group, SealedState incoming, BooleanSupplier over) {
        return begun(group, incoming, KekDesk::fetch, over);
    }

    /** What a member answered: it fails if the KEK does not unwrap its DEKs, and is asked for again. */
    public CompletionStage<Void> importAnswer(SealedState incoming) {
        return begun(node.config().control(), incoming, KekDesk::fetchOrFail, () -> false);
    }

    /** What a member answered, once it is known to be a member's; nothing of it is taken over. */
    public CompletionStage<KeyState> verified(SealedState incoming) {
        Set<DekId> spared = new HashSet<>(node.state().retired());
        incoming.signer().ifPresent(spared::remove);
        try (Aside aside = new Aside(node, spared, KekDesk::fetchOrFail)) {
            Optional<CompletionStage<Void>> later = aside.unwrap(incoming.state());
            if (later.isPresent()) {
                return later.get().thenCompose(again -> verified(incoming));
            }
            incoming.verify(node.config().control(), node.config().cluster(), aside.macs());
            return CompletableFuture.completedFuture(incoming.state());
        }
    }

    /**
     * Derives a key from a DEK that this node lacks, out of what another one sent. That one may be a stranger: one DEK is unwrapped
     * and no more, and nothing is taken over.
     *
     * @param state exported key state, which the DEK has to sign
     * @param info what the key is for
     */
    public CompletionStage<byte[]> lend(byte[] state, DekId dek, byte[] info) {
        SealedState theirs = SealedState.decode(state);
        Set<DekId> others = new HashSet<>(theirs.state().keys().keySet());
        others.remove(dek);
        try {
            return CompletableFuture.completedFuture(lent(theirs, dek, info, others));
        } catch (RuntimeException e) {
            node.macs().forget(dek);
            throw e;
        }
    }

    private byte[] lent(SealedState theirs, DekId dek, byte[] info, Set<DekId> others) {
        try (Aside aside = new Aside(node, others, KekDesk::fetchOrFail)) {
            if (aside.unwrap(theirs.state()).isPresent()) {
                throw new RetryableException(
                        RetryableException.Reason.KEK_UNREACHABLE,
                        "the KEK does not unwrap DEK " + dek + " now, by which the other node proves itself: "
                                + node.deskOrRefuse().trouble().orElse("it does not answer"));
            }
            theirs.verify(node.config().control(), node.config().cluster(), aside.macs());
            return theirs.signer()
                    .filter(dek::equals)
                    .flatMap(signer -> aside.macs().exportKey(signer, info))
                    .orElseThrow(() -> new MalformedException(
                            MalformedException.Defect.KEY_STATE, "key state that is not signed by DEK " + dek));
        }
    }

    private CompletionStage<Void> begun(GroupId group, SealedState incoming, Fetching fetching, BooleanSupplier over) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        attempt(new Import(group, incoming, fetching, over), done);
        return done;
    }

    private record Import(GroupId group, SealedState incoming, Fetching fetching, BooleanSupplier over) {}

    private void attempt(Import what, CompletableFuture<Void> done) {
        if (what.over().getAsBoolean()) {
            done.complete(null);
            return;
        }
        try {
            CompletionStage<Void> change = node.applier().nextChange();
            Optional<CompletionStage<Void>> wait =
                    what.group().equals(node.config().control())
                            ? control(what.group(), what.incoming(), what.fetching())
                            : other(what.group(), what.incoming(), change);
            wait.ifPresentOrElse(
                    event -> event.whenComplete((ok, failed) -> again(what, done, failed)), () -> done.complete(null));
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private void again(Import what, CompletableFuture<Void> done, @Nullable Throwable failed) {
        if (failed == null) {
            node.background().run(() -> attempt(what, done));
        } else {
            done.completeExceptionally(failed);
        }
    }

    /** Another group's record holds only once the control group has got to where it was made. */
    private Optional<CompletionStage<Void>> other(GroupId group, SealedState sealed, CompletionStage<Void> change) {
        GroupId control = node.config().control();
        KeyState incoming = sealed.state();
        if (Imports.isAhead(node.state(), incoming, control)) {
            return Optional.of(node.stalls().until(change));
        }
        sealed.verify(group, node.config().cluster(), node.macs());
        OptionalLong before = node.state().group(group).cutover();
        node.applier()
                .change(mine -> Imports.mergedGroup(
                        withoutUnmet(Imports.installing(mine, incoming, group), incoming, group), incoming, group));
        tookOver(group, sealed, before);
        node.applier().installAll();
        return Optional.empty();
    }

    private Optional<CompletionStage<Void>> control(GroupId group, SealedState sealed, Fetching fetching) {
        try (Aside aside = new Aside(node, Imports.retired(node.state(), sealed.state(), group), fetching)) {
            Optional<CompletionStage<Void>> later = aside.unwrap(sealed.state());
            if (later.isEmpty()) {
                sealed.verify(group, node.config().cluster(), aside.macs());
                aside.keep();
                OptionalLong before = node.state().group(group).cutover();
                merge(sealed);
                if (sealed.isOfSnapshot()) {
                    tookOver(group, sealed, before);
                }
            }
            return later;
        }
    }

    /** A cutover that was only heard of gives way to one that a snapshot of the group knows. */
    private KeyState withoutUnmet(KeyState mine, KeyState ofSnapshot, GroupId group) {
        boolean another = ofSnapshot.group(group).cutover().isPresent()
                && !ofSnapshot.group(group).cutover().equals(mine.group(group).cutover());
        return another && node.cutovers().isUnmet(group) ? mine.withGroup(group, KeyState.Group::withoutMarker) : mine;
    }

    /**
     * The log goes on from a snapshot: its cutover is behind, or still to come. One that was known before is not news: what is
     * taken over may have waited, and a later snapshot come first.
     */
    private void tookOver(GroupId group, SealedState sealed, OptionalLong before) {
        OptionalLong cutover = sealed.state().group(group).cutover();
        if (sealed.vouchesForCutover(group)) {
            node.cutovers().met(group);
        } else if (cutover.isPresent() && !cutover.equals(before)) {
            node.cutovers().heard(group);
        }
    }

    /**
     * Marks what is only told of, under the lock that orders applied entries: a marker that is applied meanwhile is met. Who
     * leads a group has all that is in its log, and is told nothing of that.
     */
    private KeyState told(KeyState mine, KeyState incoming) {
        KeyState kept = incoming;
        for (Map.Entry<GroupId, KeyState.Group> each : incoming.groups().entrySet()) {
            GroupId group = each.getKey();
            OptionalLong cutover = each.getValue().cutover();
            OptionalLong known = mine.group(group).cutover();
            if (cutover.isEmpty() || cutover.equals(known)) {
                continue;
            }
            boolean knowsBetter = known.isPresent() || node.leading(group).isPresent();
            if (knowsBetter && !group.equals(node.config().control())) {
                kept = kept.withGroup(group, theirs -> mine.group(group));
            } else if (known.isEmpty()
                    && node.cutovers().isUnseen(node.config().engine(), group, cutover.getAsLong())) {
                node.cutovers().heard(group);
            }
        }
        return kept;
    }

    private void merge(SealedState sealed) {
        KeyState incoming = sealed.state();
        KeyState before = node.state();
        node.applier()
                .change(mine -> Imports.merged(
                        withoutUnmet(mine, incoming, node.config().control()),
                        told(mine, incoming),
                        node.config().control()));
        before.keys().keySet().stream()
                .filter(dek -> node.state().retired().contains(dek))
                .forEach(node.keyring()::openOnly);
        node.raiseKeyEpochs();
        node.applier().installAll();
    }
}
