package io.quorumseal.core.internal.member;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.core.internal.apply.KeyApplier.Fetched;
import io.quorumseal.core.internal.kek.KekDesk;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.node.Node;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The DEKs that incoming key state brings, held aside until its MAC is verified: under some KEKs anybody can wrap, so a
 * DEK that unwraps may be a stranger's, and one that was in the keyring would stay there.
 */
final class Aside implements AutoCloseable {
    private final Node node;
    private final Set<DekId> spared;
    private final Fetching fetching;
    private final Map<KeyState.Key, SecretBytes> held = new LinkedHashMap<>();

    /** How a DEK is had, and what is done about a KEK that does not unwrap it. */
    interface Fetching {
        Fetched fetch(KekDesk desk, KeyState.Key key);
    }

    /**
     * Begins.
     *
     * @param spared the DEKs that are not unwrapped, because they are retired
     */
    Aside(Node node, Set<DekId> spared, Fetching fetching) {
        this.node = node;
        this.spared = spared;
        this.fetching = fetching;
    }

    /** Unwraps what this node lacks; a stage that completes when it is worth while to begin again, if the KEK stalls. */
    Optional<CompletionStage<Void>> unwrap(KeyState incoming) {
        for (KeyState.Key key : incoming.keys().values()) {
            if (!isLacking(key.dek().id())) {
                continue;
            }
            Fetched fetched = fetching.fetch(node.deskOrRefuse(), key);
            if (fetched instanceof Fetched.Later later) {
                return Optional.of(later.notYet().retry());
            }
            held.put(key, ((Fetched.Dek) fetched).bytes());
        }
        return Optional.empty();
    }

    private boolean isLacking(DekId dek) {
        boolean seals =
                node.keyring().find(dek).filter(known -> !known.isOpenOnly()).isPresent();
        return !seals && !spared.contains(dek);
    }

    /** The keys of MACs, those that are held among them. */
    KeyringMac macs() {
        Map<DekId, SecretBytes> deks = new HashMap<>();
        held.forEach((key, dek) -> deks.put(key.dek().id(), dek));
        return node.macs().withAside(deks);
    }

    /** Takes them over. */
    void keep() {
        held.forEach((key, dek) -> node.deskOrRefuse().add(key, dek.copy()));
    }

    @Override
    public void close() {
        held.values().forEach(SecretBytes::close);
    }
}
