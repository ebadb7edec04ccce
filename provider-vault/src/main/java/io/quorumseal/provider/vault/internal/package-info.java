/** KEKs in Vault's Transit engine. Start reading at {@link io.quorumseal.provider.vault.internal.VaultKek}. */
@NullMarked
package io.quorumseal.provider.vault.internal;

import org.jspecify.annotations.NullMarked;
