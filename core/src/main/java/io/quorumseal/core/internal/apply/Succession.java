package io.quorumseal.core.internal.apply;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import java.util.Optional;

/** Which DEK may become the active one of its purpose. */
final class Succession {
    private Succession() {}

    /** Gives the DEK back if it may: not retired, the same key as before under its id, of no lower suite than the active one. */
    static KeyState.Key checked(Scene scene, KeyState.Key next) {
        DekId id = next.dek().id();
        if (scene.state().retired().contains(id)) {
            throw Handler.forbidden(scene.at(), "DEK " + id + " was retired and never returns");
        }
        KeyState.Key known = scene.state().keys().get(id);
        if (known != null) {
            checkSame(scene, known, next);
        }
        scene.state()
                .activeDek(next.purpose())
                .flatMap(active -> Optional.ofNullable(scene.state().keys().get(active)))
                .ifPresent(active -> checkSuite(scene, active, next));
        return next;
    }

    private static void checkSame(Scene scene, KeyState.Key known, KeyState.Key next) {
        DekId id = known.dek().id();
        if (known.purpose() != next.purpose()) {
            throw Handler.forbidden(scene.at(), "DEK " + id + " is in use for the other purpose");
        }
        if (!known.cipher().equals(next.cipher())) {
            throw Handler.forbidden(
                    scene.at(),
                    "DEK " + id + " is another key here, with " + known.cipher() + ", than in the entry, with "
                            + next.cipher());
        }
    }

    /** What makes the nonces of a higher suite safe does not make those of a lower one so: nobody registers any more. */
    private static void checkSuite(Scene scene, KeyState.Key active, KeyState.Key next) {
        if (next.cipher().suite() < active.cipher().suite()) {
            throw Handler.forbidden(
                    scene.at(),
                    "DEK " + next.dek().id() + " is of suite " + next.cipher().suite() + ", and the active "
                            + active.purpose().word() + " DEK " + active.dek().id() + " of suite "
                            + active.cipher().suite()
                            + ": nobody registers for nonces of a lower suite any more, so they"
                            + " could repeat. Rotate to a DEK of suite "
                            + active.cipher().suite());
        }
    }
}
