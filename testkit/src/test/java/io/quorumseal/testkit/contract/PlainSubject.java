package io.quorumseal.testkit.contract;

import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.Reach;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A KEK without a server.
 *
 * @param provider its provider
 */
record PlainSubject(KekProvider provider) implements KekSubject {

    static PlainSubject of(Supplier<Kek> maker) {
        return new PlainSubject(new KekProvider() {
            @Override
            public Set<String> schemes() {
                return Set.of("plain");
            }

            @Override
            public Kek open(String uri, KekHost host) {
                return maker.get();
            }
        });
    }

    @Override
    public Reach reach() {
        return new Reach.Nowhere("it only computes");
    }

    @Override
    public String uri() {
        return "plain:one";
    }

    @Override
    public String otherUri() {
        return "plain:two";
    }

    @Override
    public void close() {}
}
