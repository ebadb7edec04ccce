package io.quorumseal.testkit.contract;

import io.quorumseal.api.KekException;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.net.URI;
import java.util.Set;

/**
 * Opens keys of {@link ModelKms}.
 *
 * @param maker makes the KEK, a right or a wrong one
 * @param strict whether parameters that are not known are refused
 */
record ModelProvider(Maker maker, boolean strict) implements KekProvider {

    /** Makes a KEK. */
    @FunctionalInterface
    interface Maker {
        Kek make(Named named);
    }

    @Override
    public Set<String> schemes() {
        return Set.of("model");
    }

    @Override
    public Kek open(String uri, KekHost host) {
        URI address = URI.create(uri.substring("model:".length()));
        String user = address.getQuery().replace("user=", "");
        if (strict && !user.matches("[a-z]+")) {
            throw new KekException(KekException.Kind.MISCONFIGURED, "there is one parameter: user");
        }
        URI server = URI.create(uri.substring("model:".length(), uri.lastIndexOf('/')));
        return maker.make(new Named(
                server, uri.substring(uri.lastIndexOf('/') + 1, uri.indexOf('?')), user, ModelWay.to(server)));
    }
}
