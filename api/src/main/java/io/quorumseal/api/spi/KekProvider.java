package io.quorumseal.api.spi;

import java.util.Set;

/**
 * Opens KEKs that are named by URIs of certain schemes. Found by {@link java.util.ServiceLoader}; declare it in
 * {@code module-info} and in {@code META-INF/services}.
 *
 * <p>An implementation has a public constructor without parameters that does nothing.
 */
public interface KekProvider {

    /**
     * Tells which URIs this provider serves.
     *
     * @return the schemes, without the colon, in lower case
     */
    Set<String> schemes();

    /**
     * Opens a KEK. Called by one thread at a time for one URI.
     *
     * @param uri the whole URI; its scheme is one of {@link #schemes()}
     * @param host what the provider may ask for meanwhile
     * @return the KEK, ready for use
     * @throws io.quorumseal.api.KekException if the URI is wrong ({@code MISCONFIGURED}), or the key cannot be used
     */
    Kek open(String uri, KekHost host);
}
