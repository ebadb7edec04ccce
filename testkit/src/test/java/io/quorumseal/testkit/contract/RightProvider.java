package io.quorumseal.testkit.contract;

import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.util.Set;

/** The right provider, as a service. */
public final class RightProvider implements KekProvider {
    private final ModelProvider real = new ModelProvider(ModelKek::new, true);

    /** Does nothing. */
    public RightProvider() {}

    @Override
    public Set<String> schemes() {
        return real.schemes();
    }

    @Override
    public Kek open(String uri, KekHost host) {
        return real.open(uri, host);
    }
}
