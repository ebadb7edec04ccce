package io.quorumseal.core.internal.apply;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.Bootstrap;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.LogPosition;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.Registration;
import java.util.List;

/** Gives the cluster its first keys, once. */
final class BootstrapHandler implements Handler<Bootstrap> {
    @Override
    public Decision decide(Scene scene, Bootstrap entry) {
        checkIds(scene.at(), entry);
        if (scene.replayed()) {
            return Decision.Change.already(scene.state());
        }
        return scene.state().bootstrapped() ? again(scene, entry) : first(scene, entry);
    }

    private static Decision first(Scene scene, Bootstrap entry) {
        List<KeyState.Key> keys =
                List.of(key(scene, Purpose.STORAGE, entry.storage()), key(scene, Purpose.RAFT, entry.raft()));
        KeyState next = scene.state();
        for (KeyState.Key key : keys) {
            next = next.withKey(Succession.checked(scene, key))
                    .withActive(key.purpose(), key.dek().id());
        }
        next = Registry.registerAll(next, scene.at(), entry.writers());
        return Decision.Change.fresh(scene.withAppliedAndRegistered(next)).needing(keys);
    }

    private static Decision again(Scene scene, Bootstrap entry) {
        if (!isActive(scene.state(), Purpose.STORAGE, entry.storage())
                || !isActive(scene.state(), Purpose.RAFT, entry.raft())) {
            throw Handler.forbidden(scene.at(), "the cluster has keys already; rotate them instead");
        }
        KeyState next = Registry.registerAll(scene.state(), scene.at(), entry.writers());
        return Decision.Change.already(scene.withAppliedAndRegistered(next));
    }

    private static boolean isActive(KeyState state, Purpose purpose, WrappedDek dek) {
        KeyState.Key known = state.keys().get(dek.id());
        return known != null
                && known.cipher().isSuite1()
                && known.dek().equals(dek)
                && dek.id().equals(state.active().get(purpose));
    }

    private static KeyState.Key key(Scene scene, Purpose purpose, WrappedDek dek) {
        return new KeyState.Key(
                purpose, dek, scene.now(), LocalEpoch.ZERO, scene.at().index());
    }

    private static void checkIds(LogPosition at, Bootstrap entry) {
        DekId storage = entry.storage().id();
        DekId raft = entry.raft().id();
        if (storage.equals(raft)) {
            throw Handler.malformed(at, "a bootstrap names DEK " + raft + " for both purposes");
        }
        for (Registration writer : entry.writers()) {
            if (!writer.dek().equals(storage) && !writer.dek().equals(raft)) {
                throw Handler.malformed(at, "a bootstrap registers a writer under another DEK, " + writer.dek());
            }
        }
    }
}
