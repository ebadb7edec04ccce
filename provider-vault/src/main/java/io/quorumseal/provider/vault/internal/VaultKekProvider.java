package io.quorumseal.provider.vault.internal;

import io.quorumseal.api.spi.Environment;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Opens KEKs in Vault: {@code vault-transit://HOST:PORT/MOUNT/KEY?…}, and by plain HTTP {@code vault-transit-insecure:}. */
public final class VaultKekProvider implements KekProvider {
    private final Environment environment;
    private final LongSupplier clock;
    private final Supplier<Alarm> alarm;

    /** Does nothing. */
    public VaultKekProvider() {
        this(Environment.ofThisProcess(), System::nanoTime, Alarm::onAThread);
    }

    VaultKekProvider(Environment environment, LongSupplier clock, Supplier<Alarm> alarm) {
        this.environment = environment;
        this.clock = clock;
        this.alarm = alarm;
    }

    @Override
    public Set<String> schemes() {
        return Set.of(VaultUri.SCHEME, VaultUri.INSECURE);
    }

    @Override
    public Kek open(String uri, KekHost host) {
        VaultUri named = VaultUri.parse(uri, environment);
        Connection connection =
                new Connection(named.address(), named.namespace(), named.trust().context(), named.proxy());
        try {
            return checked(named, connection, host.timeout());
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Kek checked(VaultUri uri, Connection connection, Duration timeout) {
        Session session = new Session(new Login(connection, uri.credential(), clock), clock, alarm.get(), timeout);
        try {
            Transit transit = new Transit(uri, connection, session);
            transit.key(Deadline.after(timeout)).check(uri);
            return new VaultKek(uri, transit, timeout);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }
}
