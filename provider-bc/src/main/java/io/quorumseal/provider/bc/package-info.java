/** Keys and ciphers by Bouncy Castle. */
@NullMarked
package io.quorumseal.provider.bc;

import org.jspecify.annotations.NullMarked;
