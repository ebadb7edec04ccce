package io.quorumseal.core.internal.apply;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.RotateDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Makes a new DEK active; a new raft DEK is installed in every group that is cut over. */
final class RotateDekHandler implements Handler<RotateDek> {
    @Override
    public Decision decide(Scene scene, RotateDek entry) {
        DekId dek = entry.dek().id();
        if (!entry.proposer().dek().equals(dek)) {
            throw Handler.malformed(
                    scene.at(),
                    "a rotation to DEK " + dek + " registers its proposer under DEK "
                            + entry.proposer().dek());
        }
        if (!scene.state().bootstrapped()) {
            throw Handler.notBootstrapped(scene.at());
        }
        return decideWellFormed(scene, entry).installing(installs(scene.state(), Set.of(entry.purpose())));
    }

    private static Decision.Change decideWellFormed(Scene scene, RotateDek entry) {
        if (scene.replayed()) {
            return Decision.Change.already(scene.state());
        }
        KeyState.Key key = key(scene, entry);
        KeyState next = scene.state()
                .withKey(key)
                .withActive(entry.purpose(), entry.dek().id());
        next = Registry.register(next, scene.at(), entry.proposer());
        return Decision.Change.fresh(scene.withAppliedAndRegistered(next)).needing(List.of(key));
    }

    private static KeyState.Key key(Scene scene, RotateDek entry) {
        KeyState.Key key = new KeyState.Key(
                entry.purpose(),
                entry.dek(),
                scene.now(),
                scene.epoch(entry.purpose()),
                scene.at().index());
        return Succession.checked(scene, key);
    }

    /** The groups that a new active DEK of these purposes has to be installed in. */
    static Set<GroupId> installs(KeyState state, Set<Purpose> purposes) {
        Set<GroupId> groups = new TreeSet<>();
        if (purposes.contains(Purpose.RAFT)) {
            state.groups().forEach((id, group) -> group.cutover().ifPresent(index -> groups.add(id)));
        }
        return groups;
    }
}
