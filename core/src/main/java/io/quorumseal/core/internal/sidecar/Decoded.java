package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.Sidecar;
import java.util.Optional;

/** A file's contents and the MAC that it carries, unchecked. */
record Decoded(Sidecar sidecar, Optional<MacTag> mac) {}
