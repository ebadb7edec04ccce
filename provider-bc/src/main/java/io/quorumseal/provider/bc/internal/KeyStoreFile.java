package io.quorumseal.provider.bc.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.GuardedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Reads an AES key of 256 bits from a key store, whose keys have the store's password.
 *
 * @param kind the kind of store
 * @param path the file
 */
record KeyStoreFile(StoreKind kind, Path path) {
    /** More bytes than a store has that holds the KEK alone. */
    private static final int LONGEST = 1_048_576;

    private static final GuardedFile FILE = KeyFile.missing(GuardedFile.secret("key store", LONGEST));

    SecretBytes read(String alias, Supplier<SecretBytes> password) {
        byte[] content = FILE.read(path);
        char[] chars = PasswordText.chars(password.get());
        try {
            return take(alias, find(alias, load(content, chars), chars));
        } catch (UnrecoverableKeyException e) {
            throw FILE.misconfigured(path, "opens, but its entry does not; give the key the store's password");
        } catch (GeneralSecurityException e) {
            throw FILE.misconfigured(path, "uses what this Java does not have (" + e.getMessage() + "); convert it");
        } finally {
            Arrays.fill(chars, '\0');
        }
    }

    private KeyStore load(byte[] content, char[] password) throws GeneralSecurityException {
        KeyStore store = kind.make();
        try {
            store.load(new ByteArrayInputStream(content), password);
            return store;
        } catch (IOException | RuntimeException e) {
            throw FILE.misconfigured(
                    path,
                    "does not open as " + kind + ": the password is wrong, or the file was changed or is of another"
                            + " kind, and not all of that can be told apart; try the password again, then restore the"
                            + " file from its backup");
        }
    }

    private Optional<Key> find(String alias, KeyStore store, char[] password) throws GeneralSecurityException {
        if (!store.containsAlias(alias)) {
            throw new KekException(
                    KekException.Kind.KEY_NOT_FOUND,
                    "key store " + path + " has no entry " + alias + ", but " + Collections.list(store.aliases())
                            + "; correct the alias");
        }
        return Optional.ofNullable(store.getKey(alias, password));
    }

    private SecretBytes take(String alias, Optional<Key> key) {
        byte[] raw = key.filter(found -> "AES".equals(found.getAlgorithm()))
                .map(Key::getEncoded)
                .filter(encoded -> encoded.length == KeyText.KEY_LENGTH)
                .orElseThrow(() -> FILE.misconfigured(
                        path, "holds no AES key of 256 bits as " + alias + "; make one with keytool -genseckey"));
        return SecretBytes.take(raw);
    }
}
