package io.quorumseal.testkit.contract;

import io.quorumseal.api.KekException;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.net.URI;
import java.net.http.HttpClient;
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
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        return maker.make(new Named(address.resolve("/"), address.getPath().substring(1), user, client));
    }
}
