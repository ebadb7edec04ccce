package io.quorumseal.testkit;

import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.core.internal.select.Providers;
import java.time.Duration;
import java.util.Optional;

/** Opens KEKs as the runtime does, for a provider's tests: other KEKs are found on the test's module or class path. */
public final class TestKekHost implements KekHost {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** Makes a host. */
    public TestKekHost() {}

    @Override
    public Duration timeout() {
        return TIMEOUT;
    }

    @Override
    public Kek open(String uri) {
        return Providers.in(Optional.empty(), Optional.empty()).openKek(uri, TIMEOUT);
    }
}
