package com.example.token;

import io.quorumseal.api.KekException;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.util.Arrays;

/** Reaches a token by the JDK's own PKCS#11 provider, and logs in. */
final class Tokens {

    /** Keys made here can be used in the token, and never leave it. */
    private static final String ATTRIBUTES = """

            attributes(generate, CKO_SECRET_KEY, CKK_AES) = {
              CKA_SENSITIVE = true
              CKA_EXTRACTABLE = false
              CKA_ENCRYPT = true
              CKA_DECRYPT = true
            }
            """;

    private Tokens() {}

    /** Makes a provider of this token alone. It is not registered: nothing else in the process comes to use it. */
    static Provider connect(TokenUri named) {
        Provider template = Security.getProvider("SunPKCS11");
        if (template == null) {
            throw misconfigured(
                    named, "the JDK's PKCS#11 provider is missing; add the module jdk.crypto.cryptoki", null);
        }
        try {
            return template.configure("--" + Files.readString(named.config()) + ATTRIBUTES);
        } catch (IOException e) {
            throw misconfigured(named, "the configuration cannot be read (" + e + ")", e);
        } catch (IllegalArgumentException | UnsupportedOperationException e) {
            throw misconfigured(named, "the configuration is wrong (" + TokenErrors.rootOf(e) + ")", e);
        } catch (ProviderException e) {
            throw TokenErrors.translate(named.toString(), "does not open", e);
        }
    }

    /**
     * Logs in, once: after a few wrong PINs a token locks itself. The login belongs to the process, and ends with it:
     * to log out would log out every other KEK in the same token.
     */
    static KeyStore logIn(Provider token, TokenUri named) {
        char[] pin = PinFile.read(named.pinFile());
        try {
            KeyStore keys = KeyStore.getInstance("PKCS11", token);
            keys.load(null, pin);
            return keys;
        } catch (IOException | GeneralSecurityException | ProviderException e) {
            throw TokenErrors.translate(named.toString(), "does not let us in", e);
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    private static KekException misconfigured(TokenUri named, String found, Exception cause) {
        return new KekException(KekException.Kind.MISCONFIGURED, named + ": " + found, cause);
    }
}
