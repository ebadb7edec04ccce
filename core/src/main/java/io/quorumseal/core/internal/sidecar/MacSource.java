package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.DekId;

/** The secret that a MAC's key is derived from, as the file names it. */
public sealed interface MacSource {

    /** A DEK of the file. */
    record Dek(DekId id) implements MacSource {}

    /** A secret that the operator supplies, where the KEK is one that anybody can wrap under. */
    record Secret(String name) implements MacSource {}
}
