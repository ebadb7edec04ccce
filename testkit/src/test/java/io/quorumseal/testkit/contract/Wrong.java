package io.quorumseal.testkit.contract;

import io.quorumseal.testkit.KekSubject;
import java.nio.file.Path;
import java.util.List;

/**
 * A provider that is wrong in one way, which one case catches.
 *
 * @param name the case
 * @param how what is wrong
 * @param maker makes the subject
 * @param more makes the same on other ways, where the case is the same there
 */
record Wrong(String name, String how, Maker maker, List<Maker> more) {

    Wrong(String name, String how, Maker maker) {
        this(name, how, maker, List.of());
    }

    /** Makes a subject with files in a folder of its own. */
    @FunctionalInterface
    interface Maker {
        KekSubject make(Path folder) throws Exception;
    }

    /** A client of the model server that is wrong. */
    static Wrong model(String name, String how, ModelProvider.Maker maker) {
        ModelProvider provider = new ModelProvider(maker, true);
        return new Wrong(
                name, how, folder -> ModelSubject.byHttp(provider), List.of(folder -> ModelSubject.byFrames(provider)));
    }
}
