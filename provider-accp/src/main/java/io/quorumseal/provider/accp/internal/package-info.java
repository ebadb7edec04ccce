/**
 * AES-256-GCM by the Amazon Corretto Crypto Provider. Start reading at
 * {@link io.quorumseal.provider.accp.internal.AccpAeadProvider}.
 */
@NullMarked
package io.quorumseal.provider.accp.internal;

import org.jspecify.annotations.NullMarked;
