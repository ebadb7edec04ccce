package io.quorumseal.testkit.contract;

import io.quorumseal.testkit.KekSubject;
import java.nio.file.Path;

/**
 * A provider that is wrong in one way, which one case catches.
 *
 * @param name the case
 * @param how what is wrong
 * @param maker makes the subject
 */
record Wrong(String name, String how, Maker maker) {

    /** Makes a subject with files in a folder of its own. */
    @FunctionalInterface
    interface Maker {
        KekSubject make(Path folder) throws Exception;
    }

    /** A client of the model server that is wrong. */
    static Wrong model(String name, String how, ModelProvider.Maker maker) {
        return new Wrong(name, how, folder -> new ModelSubject(new ModelProvider(maker, true)));
    }
}
