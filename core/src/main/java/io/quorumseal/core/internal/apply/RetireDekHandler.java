package io.quorumseal.core.internal.apply;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.RetireDek;
import java.util.List;

/** Takes a DEK out for ever; never an active one. */
final class RetireDekHandler implements Handler<RetireDek> {
    @Override
    public Decision decide(Scene scene, RetireDek entry) {
        DekId dek = entry.dek();
        if (scene.replayed() || scene.state().retired().contains(dek)) {
            return Decision.Change.already(scene.withApplied(scene.state()));
        }
        if (!scene.state().keys().containsKey(dek)) {
            throw Handler.forbidden(scene.at(), "DEK " + dek + " is to be retired, and there is none");
        }
        if (scene.state().active().containsValue(dek)) {
            throw Handler.forbidden(scene.at(), "DEK " + dek + " is to be retired, and it is active");
        }
        return Decision.Change.fresh(scene.withApplied(scene.state().withRetired(dek)))
                .retiring(List.of(dek));
    }
}
