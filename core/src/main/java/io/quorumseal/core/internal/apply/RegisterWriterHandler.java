package io.quorumseal.core.internal.apply;

import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.KeyState;

/** Records one registration. */
final class RegisterWriterHandler implements Handler<RegisterWriter> {
    @Override
    public Decision decide(Scene scene, RegisterWriter entry) {
        long index = scene.at().index();
        if (index <= scene.group().registered() || scene.replayed()) {
            return Decision.Change.already(scene.state());
        }
        KeyState next = Registry.register(scene.state(), scene.at(), entry.registration());
        return Decision.Change.fresh(next.withGroup(scene.control(), group -> group.registeredThrough(index)));
    }
}
