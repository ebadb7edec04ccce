package io.quorumseal.core.internal.change;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.Admin;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.core.SealListener.Event;
import io.quorumseal.core.internal.key.Dek;
import io.quorumseal.core.internal.node.Node;
import io.quorumseal.core.internal.peer.PeerMessage.Change;
import io.quorumseal.core.internal.peer.PeerMessage.Command;
import io.quorumseal.core.internal.work.Futures;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Has DEKs rotated as the policy says. Age is for the control group's leader to see, the number of seals and of bytes
 * for each node itself. Every request names the DEK that it means, so that several of them make one rotation.
 *
 * <p>A payload that waits in the control group for another storage DEK keeps the rotation behind it from being applied.
 * So a node whose applying stops at the hard limit takes the key state over from the leader.
 */
public final class Rotator {
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final Node node;
    private final Function<Command, CompletionStage<Admin.Result>> changes;
    private final Supplier<CompletionStage<Admin.Result>> resync;

    public Rotator(
            Node node,
            Function<Command, CompletionStage<Admin.Result>> changes,
            Supplier<CompletionStage<Admin.Result>> resync) {
        this.node = node;
        this.changes = changes;
        this.resync = resync;
    }

    public void begin() {
        if (!node.config().rotation().equals(RotationPolicy.NEVER)
                && node.desk().isPresent()) {
            node.budget().onDue(() -> node.background().run(this::look));
            lookLater();
        }
    }

    private void lookLater() {
        node.background().later(BETWEEN_LOOKS, () -> {
            look();
            lookLater();
        });
    }

    private void look() {
        for (Purpose purpose : Purpose.ofDeks()) {
            due(purpose).ifPresent(dek -> rotate(purpose, dek));
        }
        if (node.budget().lackingForValues() != null
                && node.leadingReady(node.config().control()).isEmpty()) {
            CompletionStage<Admin.Result> unused = Futures.started(resync, node.background());
        }
    }

    private Optional<DekId> due(Purpose purpose) {
        return node.activeDek(purpose).filter(dek -> isOld(dek) || isUsed(dek)).map(Dek::id);
    }

    private boolean isOld(Dek dek) {
        Duration most = node.config().rotation().age();
        KeyState.Key key = node.state().keys().get(dek.id());
        return key != null
                && !most.isZero()
                && node.leadingReady(node.config().control()).isPresent()
                && isOld(key.created(), most, node.config().clock().instant());
    }

    /** A date to come says that the clock was ahead, so how old the DEK is nobody knows: it counts as due. */
    static boolean isOld(Instant created, Duration most, Instant now) {
        return created.isAfter(now) || !created.plus(most).isAfter(now);
    }

    private boolean isUsed(Dek dek) {
        RotationPolicy policy = node.config().rotation();
        return isReached(policy.seals(), dek.counter().used())
                || isReached(policy.bytes(), dek.bytesSealed())
                || dek.counter().hardLimitNear();
    }

    private static boolean isReached(long most, long used) {
        return most > 0 && Long.compareUnsigned(used, most) >= 0;
    }

    private void rotate(Purpose purpose, DekId dek) {
        var unused = Futures.started(
                        () -> changes.apply(Command.about(node, Change.ROTATE, purpose, dek)), node.background())
                .whenComplete((result, failure) -> {
                    if (failure != null) {
                        node.config()
                                .tell(
                                        Event.TROUBLE,
                                        "DEK " + dek + " is due and not rotated yet: "
                                                + Futures.cause(failure).getMessage());
                    }
                });
    }
}
