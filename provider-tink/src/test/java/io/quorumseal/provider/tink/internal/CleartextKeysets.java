package io.quorumseal.provider.tink.internal;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;

/** Keysets in cleartext, as Tink's own tool makes them. */
final class CleartextKeysets {
    private CleartextKeysets() {}

    static KeysetHandle of(Parameters parameters) throws GeneralSecurityException {
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.generateEntryFromParameters(parameters)
                        .withRandomId()
                        .makePrimary())
                .setConfiguration(RawAead.TINK)
                .build();
    }

    /** Adds a key and makes it the primary one. */
    static KeysetHandle rotated(KeysetHandle keyset) throws GeneralSecurityException {
        return KeysetHandle.newBuilder(keyset)
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()
                        .makePrimary())
                .setConfiguration(RawAead.TINK)
                .build();
    }

    static KeysetHandle withFirst(KeysetHandle keyset, KeyStatus status) throws GeneralSecurityException {
        KeysetHandle.Builder builder = KeysetHandle.newBuilder(keyset).setConfiguration(RawAead.TINK);
        builder.getAt(0).setStatus(status);
        return builder.build();
    }

    static Path write(Path file, KeysetHandle keyset) throws IOException {
        return write(file, text(keyset));
    }

    /** Replaces the file, so that it is another one. */
    static Path write(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "fresh", ".json");
        Files.writeString(fresh, text);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        return Files.move(fresh, file);
    }

    static String text(KeysetHandle keyset) {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(keyset, RawAead.TINK, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
