/** The cases of the contract of ciphers. */
@NullMarked
package io.quorumseal.testkit.internal.aead;

import org.jspecify.annotations.NullMarked;
