package io.quorumseal.provider.tink;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;

/** Opens KEKs for the tool, where no runtime is. */
final class ToolHost implements KekHost {
    private static final int OPEN_TIMEOUT_SECONDS = 30;

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(OPEN_TIMEOUT_SECONDS);
    }

    @Override
    public Kek open(String uri) {
        String scheme = uri.substring(0, Math.max(uri.indexOf(':'), 0)).toLowerCase(Locale.ROOT);
        List<KekProvider> found = ServiceLoader.load(KekProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.schemes().contains(scheme))
                .toList();
        if (found.size() != 1) {
            throw new KekException(
                    Kind.MISCONFIGURED,
                    found.size() + " providers of KEKs of scheme \"" + scheme + "\" are on the path; name a KEK of"
                            + " which there is one, and add that provider's jar");
        }
        return found.get(0).open(uri, this);
    }
}
