/**
 * KEKs from Tink keysets, and Tink's AES-256-GCM. Start reading at
 * {@link io.quorumseal.provider.tink.internal.KeysetKekProvider} and
 * {@link io.quorumseal.provider.tink.internal.AesGcmProvider}.
 */
@NullMarked
package io.quorumseal.provider.tink.internal;

import org.jspecify.annotations.NullMarked;
