package io.quorumseal.provider.tink.internal;

import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.stream.IntStream;

/** Makes a keyset out of another one. New keys are AES-256-GCM. */
final class KeysetEditor {
    private final Path path;

    KeysetEditor(Path path) {
        this.path = path;
    }

    Keyset fresh() {
        return built(
                KeysetHandle.newBuilder().addEntry(freshKey().withRandomId().makePrimary()),
                Optional.of(Identity.random()));
    }

    /** Adds a key, enabled, behind the others. */
    Keyset add(Keyset keyset) {
        return built(builder(keyset).addEntry(freshKey().withRandomId()), keyset.identity());
    }

    Keyset change(Keyset keyset, KeysetChange change, long id) {
        int place = place(keyset, id);
        check(keyset, change, id, keyset.handle().getAt(place).getStatus());
        KeysetHandle.Builder builder = builder(keyset);
        switch (change) {
            case PROMOTE -> builder.getAt(place).makePrimary();
            case ENABLE -> builder.getAt(place).setStatus(KeyStatus.ENABLED);
            case DISABLE -> builder.getAt(place).setStatus(KeyStatus.DISABLED);
            case DESTROY -> destroy(builder, place, id);
        }
        return built(builder, keyset.identity());
    }

    /** A random key that nobody ever used takes the place of the old one: so the id is known for a destroyed key's. */
    private static void destroy(KeysetHandle.Builder builder, int place, long id) {
        builder.deleteAt(place);
        builder.addEntry(freshKey().withFixedId((int) id).setStatus(KeyStatus.DESTROYED));
    }

    private void check(Keyset keyset, KeysetChange change, long id, KeyStatus status) {
        boolean takesAway = change == KeysetChange.DISABLE || change == KeysetChange.DESTROY;
        if (takesAway && keyset.handle().getAt(place(keyset, id)).isPrimary()) {
            throw refused(id, "is the primary key; promote another first");
        }
        if (status == KeyStatus.DESTROYED) {
            throw refused(id, "is destroyed, for good");
        }
        if (change == KeysetChange.PROMOTE && status != KeyStatus.ENABLED) {
            throw refused(id, "is disabled, and cannot be the primary key; enable it first");
        }
        if (change == KeysetChange.DESTROY && status != KeyStatus.DISABLED) {
            throw refused(id, "is enabled; disable it first, and destroy it when nothing misses it");
        }
    }

    private static KeysetHandle.Builder.Entry freshKey() {
        return KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM);
    }

    private static KeysetHandle.Builder builder(Keyset keyset) {
        return KeysetHandle.newBuilder(keyset.handle());
    }

    private int place(Keyset keyset, long id) {
        return IntStream.range(0, keyset.handle().size())
                .filter(at -> Integer.toUnsignedLong(keyset.handle().getAt(at).getId()) == id)
                .findFirst()
                .orElseThrow(() -> new KekException(
                        Kind.KEY_NOT_FOUND, "keyset " + path + " has no key " + id + "; list its keys"));
    }

    private KekException refused(long id, String why) {
        return new KekException(Kind.MISCONFIGURED, "key " + id + " of keyset " + path + " " + why);
    }

    private Keyset built(KeysetHandle.Builder builder, Optional<Identity> identity) {
        try {
            return new Keyset(
                    "keyset " + path, builder.setConfiguration(RawAead.TINK).build(), identity);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink does not build this keyset", e);
        }
    }
}
