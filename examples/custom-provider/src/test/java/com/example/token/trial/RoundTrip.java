package com.example.token.trial;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.TestKekHost;
import java.security.SecureRandom;
import java.time.Duration;

/** A process of its own that finds the provider as the runtime does, opens a KEK, wraps and unwraps. */
public final class RoundTrip {
    private static final WrapContext CONTEXT = new WrapContext("orders-prod", Purpose.RAFT, new DekId(7));
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private RoundTrip() {}

    /**
     * Does it, and says in which module the provider is.
     *
     * @param args the KEK's URI
     */
    public static void main(String[] args) {
        try (Kek kek = new TestKekHost().open(args[0]);
                SecretBytes dek = SecretBytes.random(32, new SecureRandom());
                SecretBytes back = kek.unwrap(kek.wrap(dek, CONTEXT, TIMEOUT), CONTEXT, TIMEOUT)) {
            if (!dek.equals(back)) {
                throw new IllegalStateException("another DEK came back");
            }
            Module provider = kek.getClass().getModule();
            System.out.println("wrapped and unwrapped by " + (provider.isNamed() ? provider : "the class path"));
        }
    }
}
