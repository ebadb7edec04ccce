package io.quorumseal.core.internal.runtime;

import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.Sidecar;

/** Changes of the sidecar's own part. */
final class Openings {
    private Openings() {}

    static Sidecar.Local withOpening(Sidecar.Local local, LocalEpoch opening) {
        return local.withOpening(opening);
    }
}
