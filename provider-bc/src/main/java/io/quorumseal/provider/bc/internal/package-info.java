/** KEKs from key files. Start reading at {@link io.quorumseal.provider.bc.internal.FileKekProvider}. */
@NullMarked
package io.quorumseal.provider.bc.internal;

import org.jspecify.annotations.NullMarked;
