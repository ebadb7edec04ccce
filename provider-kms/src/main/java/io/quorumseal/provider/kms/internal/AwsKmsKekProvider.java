package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.spi.Environment;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.KekHost;
import io.quorumseal.api.spi.KekProvider;
import java.util.Set;

/**
 * Opens KEKs in AWS KMS: {@code aws-kms:KEY?PARAMETERS}, where the key is an ARN, a key id or {@code alias/NAME}.
 *
 * <p>Whatever names the key, it is resolved once, at opening; from then on the key's ARN is used. A later change of
 * the alias has no effect on an open KEK.
 */
public final class AwsKmsKekProvider implements KekProvider {

    private final Environment environment;

    /** Does nothing. */
    public AwsKmsKekProvider() {
        this(Environment.ofThisProcess());
    }

    AwsKmsKekProvider(Environment environment) {
        this.environment = environment;
    }

    @Override
    public Set<String> schemes() {
        return Set.of(KmsUri.SCHEME);
    }

    @Override
    public Kek open(String uri, KekHost host) {
        KmsUri named = KmsUri.parse(uri);
        KmsCalls calls = KmsCalls.open(named, environment);
        try {
            return AwsKmsKek.of(calls, KeyLookup.resolve(calls, named.key(), host.timeout()));
        } catch (RuntimeException e) {
            calls.close();
            throw e;
        }
    }
}
