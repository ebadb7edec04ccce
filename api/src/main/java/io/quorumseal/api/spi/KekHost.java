package io.quorumseal.api.spi;

import java.time.Duration;

/** What a provider may ask of whoever opens one of its KEKs. Valid during {@link KekProvider#open} only. */
public interface KekHost {

    /**
     * Tells how long opening may take.
     *
     * @return the longest time, for all calls to a server together
     */
    Duration timeout();

    /**
     * Opens another KEK, for a key that is itself wrapped. Its provider is found by the scheme of its URI, like any
     * other.
     *
     * @param uri the other KEK's URI
     * @return the KEK; the caller's to close
     * @throws io.quorumseal.api.QuorumSealException if it does not open, or if KEKs are nested too deeply
     */
    Kek open(String uri);
}
