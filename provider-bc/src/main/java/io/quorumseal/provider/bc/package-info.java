/**
 * Key-encryption keys that are kept in files, by Bouncy Castle. {@link java.util.ServiceLoader} finds the providers
 * themselves; this package holds only what users call.
 *
 * <p>A KEK from a key file is named {@code file:PATH}. {@link io.quorumseal.provider.bc.KeyFiles} makes such a file,
 * and so does the program {@code KeyFileTool} of this package:
 * {@code java -p JARS -m io.quorumseal.provider.bc/io.quorumseal.provider.bc.KeyFileTool PATH}.
 */
@NullMarked
package io.quorumseal.provider.bc;

import org.jspecify.annotations.NullMarked;
