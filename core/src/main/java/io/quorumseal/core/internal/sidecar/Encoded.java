package io.quorumseal.core.internal.sidecar;

import java.util.OptionalInt;

/**
 * A file as it is written, but for the value of its MAC, which is blank.
 *
 * @param file the bytes
 * @param macQuote the offset in bytes of the opening quote of the MAC's value
 */
record Encoded(byte[] file, OptionalInt macQuote) {}
