package io.quorumseal.core.internal.apply;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.EnableEnvelope;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import java.util.Set;

/**
 * Both cutovers. "Already active" is asked before "stale": a marker that took effect stays in effect, whatever DEK a
 * later one names. Only the raft cutover has a wrap to install.
 *
 * <p>Outside of the control group nothing is ever stale, because two replicas whose control logs run at different
 * speeds could not agree on it. There the first marker takes effect at its own index, as soon as its DEK is known or
 * retired. One that stands before the cutover that is known shows that this is another log's, under the same identity.
 */
final class EnableEnvelopeHandler implements Handler<EnableEnvelope> {
    @Override
    public Decision decide(Scene scene, EnableEnvelope entry) {
        checkShape(scene, entry);
        if (active(scene, entry)) {
            return installing(scene, entry, Decision.Change.already(scene.withApplied(scene.state())));
        }
        if (scene.inControl()) {
            return decideInControl(scene, entry);
        }
        return known(scene.state(), entry.dek())
                ? installing(scene, entry, Decision.Change.fresh(scene.withApplied(cutOver(scene, entry))))
                : new Decision.Wait("DEK " + entry.dek() + " of the cutover at " + scene.at()
                        + " is not applied in the control group yet");
    }

    private static Decision decideInControl(Scene scene, EnableEnvelope entry) {
        if (!scene.state().bootstrapped()) {
            throw Handler.notBootstrapped(scene.at());
        }
        if (!entry.dek().equals(scene.state().active().get(entry.kind()))) {
            return Decision.Change.stale(scene.withApplied(scene.state()));
        }
        if (scene.replayed()) {
            return Decision.Change.already(scene.state());
        }
        KeyState next = Registry.register(cutOver(scene, entry), scene.at(), entry.proposer());
        return installing(scene, entry, Decision.Change.fresh(scene.withAppliedAndRegistered(next)));
    }

    private static KeyState cutOver(Scene scene, EnableEnvelope entry) {
        long index = scene.at().index();
        return entry.kind() == Purpose.STORAGE
                ? scene.state().withStorageCutover(index)
                : scene.state()
                        .withGroup(
                                scene.at().group(),
                                group -> ofThisLog(group, index).cutOverAt(index));
    }

    private static KeyState.Group ofThisLog(KeyState.Group group, long index) {
        return group.cutover().isPresent() ? group.withoutCutover(index) : group;
    }

    private static boolean active(Scene scene, EnableEnvelope entry) {
        return entry.kind() == Purpose.STORAGE ? scene.state().storageCutover().isPresent() : isCutOver(scene);
    }

    private static boolean isCutOver(Scene scene) {
        long cutover = scene.group().cutover().orElse(Long.MAX_VALUE);
        return scene.group().cutover().isPresent()
                && (scene.inControl() || cutover <= scene.at().index());
    }

    private static boolean known(KeyState state, DekId dek) {
        return state.keys().containsKey(dek) || state.retired().contains(dek);
    }

    private static Decision installing(Scene scene, EnableEnvelope entry, Decision.Change change) {
        return entry.kind() == Purpose.RAFT
                ? change.installing(Set.of(scene.at().group()))
                : change;
    }

    private static void checkShape(Scene scene, EnableEnvelope entry) {
        if (entry.purpose() != entry.kind()) {
            throw Handler.malformed(
                    scene.at(),
                    "a " + entry.kind().word() + " cutover names the purpose "
                            + entry.purpose().word());
        }
        if (entry.wrapped().length != 0) {
            throw Handler.malformed(scene.at(), "a cutover carries " + entry.wrapped().length + " bytes of a key");
        }
        if (!entry.proposer().dek().equals(entry.dek())) {
            throw Handler.malformed(
                    scene.at(),
                    "a cutover under DEK " + entry.dek() + " registers its proposer under DEK "
                            + entry.proposer().dek());
        }
    }
}
