package io.quorumseal.example.kv.demo;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.WrapContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * A key file that is asked for each wrap, as a KMS is: while it is not there, nobody answers. Keeps no key in memory
 * between two calls.
 */
final class RemoteKek implements Kek {
    private final Path file;
    private final KekHost host;

    RemoteKek(Path file, KekHost host) {
        this.file = file;
        this.host = host;
    }

    private <T> T asked(Function<Kek, T> call) {
        if (Files.notExists(file)) {
            throw new KekException(Kind.UNREACHABLE, "nobody answers at " + file);
        }
        try (Kek kek = host.open(Cluster.uri(file))) {
            return call.apply(kek);
        }
    }

    @Override
    public String description() {
        return "remote:" + file;
    }

    @Override
    public Optional<String> fingerprint() {
        return asked(Kek::fingerprint);
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        return asked(kek -> kek.wrap(dek, context, timeout));
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        return asked(kek -> kek.unwrap(wrapped, context, timeout));
    }

    @Override
    public void probe(Duration timeout) {
        asked(kek -> {
            kek.probe(timeout);
            return true;
        });
    }

    @Override
    public void close() {}
}
