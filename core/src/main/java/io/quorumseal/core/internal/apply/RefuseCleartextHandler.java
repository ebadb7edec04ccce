package io.quorumseal.core.internal.apply;

import io.quorumseal.api.EncryptionEntry.RefuseCleartext;
import io.quorumseal.api.KeyState;

/** Has no value read as cleartext any more; only where values are sealed. The first entry counts. */
final class RefuseCleartextHandler implements Handler<RefuseCleartext> {
    @Override
    public Decision decide(Scene scene, RefuseCleartext entry) {
        KeyState state = scene.state();
        if (scene.replayed() || state.cleartextRefused().isPresent()) {
            return Decision.Change.already(scene.withApplied(state));
        }
        if (state.storageCutover().isEmpty()) {
            throw Handler.forbidden(scene.at(), "cleartext is to be refused, and values are not sealed");
        }
        return Decision.Change.fresh(
                scene.withApplied(state.withCleartextRefused(scene.at().index())));
    }
}
