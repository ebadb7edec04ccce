package io.quorumseal.provider.accp.internal;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JcaAeadProvider;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The native library, loaded once in a process, or the reason why it is not. */
final class NativeLibrary {
    // Not a method reference: that would link the class outside of what catches its failure.
    private static final Loaded LOADED = load(() -> AmazonProvider.get());

    private NativeLibrary() {}

    /** What loading came to. */
    sealed interface Loaded {
        /**
         * It works.
         *
         * @param aead its ciphers
         */
        record Works(AeadProvider aead) implements Loaded {}

        /**
         * It does not.
         *
         * @param why what loading failed with
         */
        record Failed(Throwable why) implements Loaded {}
    }

    /** Its ciphers. */
    static AeadProvider aead() {
        return aead(LOADED);
    }

    static AeadProvider aead(Loaded loaded) {
        if (loaded instanceof Loaded.Works works) {
            return works.aead();
        }
        throw refused(((Loaded.Failed) loaded).why());
    }

    static Loaded load(Supplier<AeadProvider> library) {
        try {
            return new Loaded.Works(library.get());
        } catch (RuntimeException | LinkageError e) {
            return new Loaded.Failed(e);
        }
    }

    private static StartupRefusedException refused(Throwable why) {
        return new StartupRefusedException(
                Refusal.CONFIGURATION,
                "the cipher " + AccpAeadProvider.ID + " does not work here: the native library of the Amazon Corretto"
                        + " Crypto Provider cannot be loaded on " + System.getProperty("os.name") + ", "
                        + System.getProperty("os.arch") + " (" + root(why) + "). Nothing is lost. Add the jar"
                        + " software.amazon.cryptools:AmazonCorrettoCryptoProvider of this platform, as with the classifier"
                        + " linux-x86_64, and let the JVM write to and execute from its temporary directory; or leave the"
                        + " aead(…) out: the JDK's cipher opens what this one sealed",
                why);
    }

    private static Throwable root(Throwable why) {
        @Nullable Throwable cause = why.getCause();
        return cause == null ? why : root(cause);
    }

    /** All that names a class of the library's: it may be missing. */
    private static final class AmazonProvider {
        static AeadProvider get() {
            AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            provider.assertHealthy();
            return new JcaAeadProvider(AccpAeadProvider.ID, provider);
        }
    }
}
