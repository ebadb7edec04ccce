package com.example.token;

import io.quorumseal.api.KekException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.ProviderException;
import javax.crypto.KeyGenerator;

/** The program that makes a KEK in a token. Exit codes: 0 made, 1 failed, 2 used wrongly. */
final class KeyTool {
    private static final int BITS = 256;

    private KeyTool() {}

    /** Makes the key that the one argument names, a URI as the provider takes it. */
    public static void main(String[] args) {
        if (args.length != 1) {
            System.err.println("usage: KeyTool 'pkcs11:/CONFIG-FILE?alias=NAME&pin-file=/PATH'");
            System.exit(2);
        }
        try {
            create(TokenUri.parse(args[0]));
        } catch (KekException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** The token draws the key, and never shows it to anybody. */
    static void create(TokenUri named) {
        Provider token = Tokens.connect(named);
        KeyStore keys = Tokens.logIn(token, named);
        try {
            if (keys.containsAlias(named.alias())) {
                throw new KekException(KekException.Kind.MISCONFIGURED, named + ": there is one already; it stays");
            }
            KeyGenerator generator = KeyGenerator.getInstance("AES", token);
            generator.init(BITS);
            keys.setEntry(named.alias(), new KeyStore.SecretKeyEntry(generator.generateKey()), null);
        } catch (GeneralSecurityException | ProviderException e) {
            throw TokenErrors.translate(named.toString(), "does not make a key", e);
        }
    }
}
