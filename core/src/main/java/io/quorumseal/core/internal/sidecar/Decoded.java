package io.quorumseal.core.internal.sidecar;

import io.quorumseal.api.Sidecar;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A file's contents, and the MAC that it carries, unchecked.
 *
 * @param sidecar the contents
 * @param mac the MAC
 * @param macQuote the offset in bytes of the opening quote of the MAC's value
 */
record Decoded(Sidecar sidecar, Optional<MacTag> mac, OptionalInt macQuote) {}
