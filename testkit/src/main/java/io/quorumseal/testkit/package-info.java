/**
 * The published test kit: the contracts of KEKs and ciphers as tests, and what an author of a provider extends. Start
 * with {@link io.quorumseal.testkit.KekContract} and {@link io.quorumseal.testkit.KekSubject}.
 */
@NullMarked
package io.quorumseal.testkit;

import org.jspecify.annotations.NullMarked;
