package io.quorumseal.core.internal.apply;

import io.quorumseal.api.EncryptionEntry;

/** Does nothing. */
final class VoidHandler implements Handler<EncryptionEntry.Void> {
    @Override
    public Decision decide(Scene scene, EncryptionEntry.Void entry) {
        return Decision.Change.already(scene.state());
    }
}
