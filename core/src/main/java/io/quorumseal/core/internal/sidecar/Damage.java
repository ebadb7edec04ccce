package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import org.jspecify.annotations.Nullable;

/** Makes the errors of a sidecar that does not parse. */
final class Damage {
    private Damage() {}

    static MalformedException of(String found) {
        return of(Defect.SIDECAR, found, null);
    }

    static MalformedException of(String found, Throwable cause) {
        return of(Defect.SIDECAR, found, cause);
    }

    static MalformedException of(Defect defect, String found) {
        return of(defect, found, null);
    }

    private static MalformedException of(Defect defect, String found, @Nullable Throwable cause) {
        return new MalformedException(defect, "the sidecar cannot be read: " + found, cause);
    }
}
