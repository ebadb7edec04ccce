package io.quorumseal.testkit.contract;

import io.quorumseal.api.spi.KekProvider;
import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.Reach;
import io.quorumseal.testkit.proxy.FaultProxy;
import java.io.Closeable;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A key of {@link ModelKms} behind a proxy, with everything that can be done to it. */
final class ModelSubject implements KekSubject {
    private final ModelKms kms;
    private final Closeable server;
    private final FaultProxy proxy;
    private final KekProvider provider;

    private ModelSubject(ModelKms kms, Closeable server, FaultProxy proxy, KekProvider provider) {
        this.kms = kms;
        this.server = server;
        this.proxy = proxy;
        this.provider = provider;
        kms.keys.put("one", new ModelKms.Key(1));
        kms.keys.put("two", new ModelKms.Key(2));
    }

    static ModelSubject byHttp(KekProvider provider) throws IOException {
        ModelKms kms = new ModelKms();
        return new ModelSubject(kms, () -> {}, FaultProxy.before(kms.uri()), provider);
    }

    /** On a Unix socket, of whose bytes the proxy knows nothing. */
    static ModelSubject byFrames(KekProvider provider) throws IOException {
        ModelKms kms = new ModelKms();
        FrameServer server = new FrameServer(kms);
        return new ModelSubject(kms, server, FaultProxy.before(server.address()), provider);
    }

    static ModelSubject right() throws IOException {
        return byHttp(new RightProvider());
    }

    private ModelKms.Key key() {
        return Objects.requireNonNull(kms.keys.get("one"));
    }

    @Override
    public KekProvider provider() {
        return provider;
    }

    private String uri(String key, String user) {
        return "model:" + server() + "/" + key + "?user=" + user;
    }

    private String server() {
        return proxy.address() instanceof UnixDomainSocketAddress socket
                ? "unix://" + socket.getPath()
                : proxy.uri().toString();
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
    public Reach reach() {
        return new Reach.Stream(proxy);
    }

    @Override
    public Map<String, String> notApplicable() {
        String noModule = "tests are on the class path, without a module";
        String noOwnBuffers = "client and server have buffers of their own";
        return Map.of(
                "discovery.module-path", noModule,
                "discovery.declarations-agree", noModule,
                "discovery.exports", noModule,
                "memory.reachable", noOwnBuffers,
                "memory.buffers", noOwnBuffers);
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        server.close();
        kms.close();
    }
}
