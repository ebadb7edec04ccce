package io.quorumseal.provider.tink.internal;

import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import java.time.Duration;

/** Gives one KEK whatever URI is asked for. */
record TestHost(Kek kek) implements KekHost {
    @Override
    public Duration timeout() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Kek open(String uri) {
        return kek;
    }
}
