package io.quorumseal.core.internal.apply;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.RewrapDeks;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Replaces wrapped forms, never a newer one. Each has to unwrap, to the key that the DEK has: every member tried that
 * before the entry was proposed, so here it asks no KEK.
 */
final class RewrapDeksHandler implements Handler<RewrapDeks> {
    @Override
    public Decision decide(Scene scene, RewrapDeks entry) {
        if (scene.replayed()) {
            return Decision.Change.already(scene.state());
        }
        Map<DekId, KeyState.Key> renewed = new TreeMap<>();
        entry.deks().forEach(dek -> renewed(scene, dek).ifPresent(key -> renewed.put(dek.id(), key)));
        KeyState next =
                scene.state().withEachKey(key -> renewed.getOrDefault(key.dek().id(), key));
        return Decision.Change.fresh(scene.withApplied(next)).needing(List.copyOf(renewed.values()));
    }

    private static Optional<KeyState.Key> renewed(Scene scene, WrappedDek dek) {
        KeyState.Key known = scene.state().keys().get(dek.id());
        if (known == null) {
            throw Handler.forbidden(scene.at(), "a rewrap names DEK " + dek.id() + ", which is not live");
        }
        long index = scene.at().index();
        return known.wrapIndex() >= index ? Optional.empty() : Optional.of(known.wrapped(dek, index));
    }
}
