package io.quorumseal.testkit.contract;

import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.proxy.FaultProxy;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A key of {@link ModelKms} behind a proxy, with everything that can be done to it. */
final class ModelSubject implements KekSubject {
    private final ModelKms kms = new ModelKms();
    private final FaultProxy proxy = FaultProxy.before(kms.uri());
    private final KekProvider provider;

    ModelSubject(KekProvider provider) throws IOException {
        this.provider = provider;
        kms.keys.put("one", new ModelKms.Key(1));
        kms.keys.put("two", new ModelKms.Key(2));
    }

    static ModelSubject right() throws IOException {
        return new ModelSubject(new RightProvider());
    }

    private ModelKms.Key key() {
        return Objects.requireNonNull(kms.keys.get("one"));
    }

    @Override
    public KekProvider provider() {
        return provider;
    }

    private String uri(String key, String user) {
        return "model:" + proxy.uri() + "/" + key + "?user=" + user;
    }

    @Override
    public String uri() {
        return uri("one", "owner");
    }

    @Override
    public String otherUri() {
        return uri("two", "owner");
    }

    @Override
    public Optional<String> deniedUri() {
        return Optional.of(uri("one", "stranger"));
    }

    @Override
    public Optional<Action> rotate() {
        return Optional.of(() -> key().rotate());
    }

    @Override
    public Optional<Action> disableOldVersions() {
        return Optional.of(() -> key().disableOldVersions());
    }

    @Override
    public Optional<Action> disableKey() {
        return Optional.of(() -> key().disable());
    }

    @Override
    public Optional<Action> deleteKey() {
        return Optional.of(() -> kms.keys.remove("one"));
    }

    @Override
    public Optional<FaultProxy> faults() {
        return Optional.of(proxy);
    }

    @Override
    public Map<String, String> notApplicable() {
        String noModule = "tests are on the class path, without a module";
        String noOwnBuffers = "the JDK's HTTP client and server have buffers of their own";
        return Map.of(
                "discovery.module-path", noModule,
                "discovery.declarations-agree", noModule,
                "discovery.exports", noModule,
                "memory.reachable", noOwnBuffers,
                "memory.buffers", noOwnBuffers);
    }

    @Override
    public void close() {
        proxy.close();
        kms.close();
    }
}
