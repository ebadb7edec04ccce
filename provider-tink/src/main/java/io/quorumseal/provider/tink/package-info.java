/**
 * Keys and ciphers by Tink. The providers themselves are found by {@link java.util.ServiceLoader}; this package holds
 * only what users call.
 *
 * <p>A KEK from a keyset is named {@code tink-keyset:PATH?kek=URI}. {@link io.quorumseal.provider.tink.KeysetFiles}
 * makes and changes such a file, and so does the program {@code KeysetFileTool} of this package:
 * {@code java -p JARS -m io.quorumseal.provider.tink/io.quorumseal.provider.tink.KeysetFileTool COMMAND URI}.
 */
@NullMarked
package io.quorumseal.provider.tink;

import org.jspecify.annotations.NullMarked;
