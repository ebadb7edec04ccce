package io.quorumseal.provider.tink.internal;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.spi.Kek;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;

/** Turns keysets into Tink's JSON and back. */
final class KeysetCodec {
    private static final byte[] NOTHING = {};

    private KeysetCodec() {}

    /** Opens a keyset that is sealed under another KEK. */
    static Keyset open(Path path, String text, Kek kek, Duration timeout) {
        MasterAead master = MasterAead.reading(kek, timeout);
        KeysetHandle handle = opened(path, text, kek, master);
        return new Keyset("keyset " + path, handle, Optional.of(master.identity()));
    }

    private static KeysetHandle opened(Path path, String text, Kek kek, MasterAead master) {
        try {
            return TinkJsonProtoKeysetFormat.parseEncryptedKeyset(text, master, NOTHING, RawAead.TINK);
        } catch (KekException e) {
            throw underOther(path, e);
        } catch (GeneralSecurityException e) {
            throw damaged(path, "sealed under " + kek.description());
        }
    }

    /** What is wrong with the keyset is not wrong with a DEK, so these kinds do not get through. */
    private static KekException underOther(Path path, KekException e) {
        boolean ofTheBlob = e.kind() == Kind.CORRUPT || e.kind() == Kind.WRONG_KEY;
        return new KekException(
                ofTheBlob ? Kind.MISCONFIGURED : e.kind(),
                "keyset " + path + " does not open under the KEK that it names: " + e.getMessage(),
                e);
    }

    static String seal(Path path, Keyset keyset, Kek kek, Duration timeout) {
        MasterAead master = MasterAead.writing(kek, timeout, keyset.identity().orElseThrow());
        try {
            return TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(keyset.handle(), master, NOTHING, RawAead.TINK);
        } catch (GeneralSecurityException e) {
            throw damaged(path, "that Tink can write");
        }
    }

    static Keyset readCleartext(Path path, String text) {
        return new Keyset("keyset " + path, parsed(path, text), Optional.empty());
    }

    /** Tink's error may quote the text, so it does not become the cause. */
    private static KeysetHandle parsed(Path path, String text) {
        try {
            return TinkJsonProtoKeysetFormat.parseKeyset(text, RawAead.TINK, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw damaged(path, "in cleartext");
        }
    }

    private static KekException damaged(Path path, String expected) {
        return new KekException(
                Kind.MISCONFIGURED,
                "keyset " + path + " holds no Tink keyset in JSON " + expected
                        + "; name the right file, or restore it from its backup");
    }
}
