package io.quorumseal.core.internal.member;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The DEKs whose nonces are counted: those of suite 1. Their nonces are safe only while an opening number is one process's,
 * so they alone are registered under. Whatever is of another suite is not met here, and nothing is asked for it.
 */
public final class Counted {
    private Counted() {}

    /** Those that are active, the raft DEK first. */
    public static List<DekId> active(KeyState state) {
        return Stream.of(Purpose.RAFT, Purpose.STORAGE)
                .flatMap(purpose -> state.activeDek(purpose).stream())
                .filter(dek -> isCounted(state, dek))
                .toList();
    }

    /**
     * All that are live, if one of them is active: another life of a node may have left its number under any. Otherwise
     * none, for nothing is sealed with a counted nonce.
     */
    public static List<DekId> live(KeyState state) {
        return active(state).isEmpty()
                ? List.of()
                : state.keys().entrySet().stream()
                        .filter(key -> key.getValue().cipher().isSuite1())
                        .map(Map.Entry::getKey)
                        .toList();
    }

    /** Whether an active DEK is one of them. Active and not known it cannot be: key state is checked for that. */
    static boolean isCounted(KeyState state, DekId dek) {
        return state.cipher(dek).isSuite1();
    }
}
