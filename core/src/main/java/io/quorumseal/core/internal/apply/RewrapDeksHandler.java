package io.quorumseal.core.internal.apply;

import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;

/** Replaces wrapped forms, never a newer one; every member unwrapped them before the entry was proposed. */
final class RewrapDeksHandler implements Handler<RewrapDeks> {
    @Override
    public Decision decide(Scene scene, RewrapDeks entry) {
        if (scene.replayed()) {
            return Decision.Change.already(scene.state());
        }
        KeyState next = scene.state();
        for (WrappedDek dek : entry.deks()) {
            next = rewrap(scene, next, dek);
        }
        return Decision.Change.fresh(scene.withApplied(next));
    }

    private static KeyState rewrap(Scene scene, KeyState state, WrappedDek dek) {
        KeyState.Key known = state.keys().get(dek.id());
        if (known == null) {
            throw Handler.forbidden(scene.at(), "a rewrap names DEK " + dek.id() + ", which is not live");
        }
        long index = scene.at().index();
        return known.wrapIndex() >= index
                ? state
                : state.withKey(new KeyState.Key(known.purpose(), dek, known.created(), known.epoch(), index));
    }
}
