package io.quorumseal.core.internal.apply;

import io.quorumseal.api.EncryptionEntry.NewKey;
import io.quorumseal.api.EncryptionEntry.NewKeys;
import io.quorumseal.api.EncryptionEntry.NewKeys.What;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.internal.format.NewKeysFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Brings DEKs of another suite than 1 as a bootstrap or a rotation does, and registers nobody under them. */
final class NewKeysHandler implements Handler<NewKeys> {
    @Override
    public Decision decide(Scene scene, NewKeys entry) {
        NewKeysFormat.defect(entry).ifPresent(what -> {
            throw Handler.malformed(scene.at(), what);
        });
        return entry.what() == What.BOOTSTRAP ? bootstrap(scene, entry) : rotate(scene, entry);
    }

    private static Decision bootstrap(Scene scene, NewKeys entry) {
        if (scene.replayed()) {
            return Decision.Change.already(scene.state());
        }
        if (!scene.state().bootstrapped()) {
            return brought(scene, entry);
        }
        if (!entry.keys().stream().allMatch(key -> isActive(scene.state(), key))) {
            throw Handler.forbidden(scene.at(), "the cluster has other keys already; rotate them instead");
        }
        return Decision.Change.already(scene.withApplied(scene.state()));
    }

    private static Decision rotate(Scene scene, NewKeys entry) {
        if (!scene.state().bootstrapped()) {
            throw Handler.notBootstrapped(scene.at());
        }
        Set<Purpose> purposes = entry.keys().stream().map(NewKey::purpose).collect(Collectors.toSet());
        Decision.Change change = scene.replayed() ? Decision.Change.already(scene.state()) : brought(scene, entry);
        return change.installing(RotateDekHandler.installs(scene.state(), purposes));
    }

    private static Decision.Change brought(Scene scene, NewKeys entry) {
        List<KeyState.Key> keys =
                entry.keys().stream().map(key -> key(scene, key)).toList();
        KeyState next = scene.state();
        for (KeyState.Key key : keys) {
            next = next.withKey(key).withActive(key.purpose(), key.dek().id());
        }
        return Decision.Change.fresh(scene.withApplied(next)).needing(keys);
    }

    private static KeyState.Key key(Scene scene, NewKey brought) {
        Purpose purpose = brought.purpose();
        long index = scene.at().index();
        return Succession.checked(
                scene,
                new KeyState.Key(purpose, brought.dek(), brought.cipher(), scene.now(), scene.epoch(purpose), index));
    }

    /** The wrapped bytes may be others by now: the commitment says which key it is. */
    private static boolean isActive(KeyState state, NewKey brought) {
        KeyState.Key known = state.keys().get(brought.dek().id());
        return known != null
                && known.cipher().equals(brought.cipher())
                && known.dek().id().equals(state.active().get(brought.purpose()));
    }
}
