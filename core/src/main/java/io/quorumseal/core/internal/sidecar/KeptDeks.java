package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Sidecar;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The retired DEKs of a sidecar. Retiring is replicated, destroying is not: what a change of key state takes out stays
 * with the node, in the same write, until the node has looked and found nothing that needs it.
 */
public final class KeptDeks {
    private KeptDeks() {}

    /**
     * Replaces the replicated part, and keeps what was live before and is retired in it. No entry replaces the wrapped form
     * of what is kept any more. Where no storage cutover holds any more, in a later log, values may come in cleartext again.
     */
    public static Sidecar with(Sidecar before, KeyState next) {
        SortedMap<DekId, KeyState.Key> kept = new TreeMap<>(before.local().kept());
        kept.keySet().retainAll(next.retired());
        before.state().keys().forEach((id, key) -> {
            if (next.retired().contains(id)) {
                kept.put(id, key.wrappedAnywhere());
            }
        });
        boolean refused =
                before.local().cleartextRefused() && next.storageCutover().isPresent();
        return before.with(next).with(before.local().withKept(kept).withCleartextRefused(refused));
    }

    /** Gives up one. */
    public static Sidecar without(Sidecar before, DekId dek) {
        SortedMap<DekId, KeyState.Key> kept = new TreeMap<>(before.local().kept());
        kept.remove(dek);
        return before.with(before.local().withKept(kept));
    }

    /** Changes each that is still kept, as when it is wrapped anew. */
    public static Sidecar changed(Sidecar before, UnaryOperator<KeyState.Key> change) {
        SortedMap<DekId, KeyState.Key> kept = new TreeMap<>(before.local().kept());
        kept.replaceAll((id, key) -> change.apply(key));
        return before.with(before.local().withKept(kept));
    }

    static SortedMap<DekId, KeyState.Key> read(Members members, SortedMap<DekId, DekCipher> ciphers, KeyState state) {
        SortedMap<DekId, KeyState.Key> kept = new TreeMap<>();
        for (String name : members.names()) {
            DekId id = Numbers.keyId(name);
            kept.put(id, KeyMembers.read(id, members.object(name), ciphers, 0));
        }
        if (!state.retired().containsAll(kept.keySet())) {
            throw Damage.of("a key is kept that was not retired");
        }
        return kept;
    }

    static JsonValue write(SortedMap<DekId, KeyState.Key> kept) {
        ObjectBuilder all = new ObjectBuilder();
        kept.forEach((id, key) -> all.put(id.toString(), KeyMembers.write(key)));
        return all.build();
    }
}
