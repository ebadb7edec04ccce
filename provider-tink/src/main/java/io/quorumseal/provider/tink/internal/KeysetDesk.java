package io.quorumseal.provider.tink.internal;

import com.google.crypto.tink.KeysetHandle.Entry;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.provider.tink.KeysetKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Makes and changes sealed keysets in their files. */
public final class KeysetDesk {
    private final Path path;
    private final Duration timeout;
    private final KeysetEditor editor;

    /** Works on one file; each call of a KEK may take the given time. */
    public KeysetDesk(Path path, Duration timeout) {
        this.path = path;
        this.timeout = timeout;
        editor = new KeysetEditor(path);
    }

    /** Makes the file. */
    public void create(Kek kek) {
        try (KeysetWriter writer = KeysetWriter.at(path.toAbsolutePath())) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new KekException(
                        Kind.MISCONFIGURED,
                        "keyset " + path + " exists, and may hold keys that are in use; name another file");
            }
            writer.write(KeysetCodec.seal(path, editor.fresh(), kek, timeout));
        }
    }

    /** Tells which keys there are. */
    public List<KeysetKey> keys(Kek kek) {
        return read(kek).entries().map(KeysetDesk::shown).toList();
    }

    private static KeysetKey shown(Entry entry) {
        return new KeysetKey(
                Integer.toUnsignedLong(entry.getId()),
                KeysetKey.State.valueOf(entry.getStatus().toString().toUpperCase(Locale.ROOT)),
                entry.isPrimary());
    }

    /** Adds a key and tells its id. */
    public long add(Kek kek) {
        Keyset changed = edit(kek, kek, editor::add);
        return Integer.toUnsignedLong(
                changed.handle().getAt(changed.handle().size() - 1).getId());
    }

    /** Changes one key. */
    public void change(Kek kek, KeysetChange change, long id) {
        edit(kek, kek, keyset -> editor.change(keyset, change, id));
    }

    /** Seals the keyset anew, under the same KEK or another. */
    public void reseal(Kek from, Kek to) {
        edit(from, to, UnaryOperator.identity());
    }

    private Keyset edit(Kek from, Kek to, UnaryOperator<Keyset> change) {
        try (KeysetWriter writer = KeysetWriter.at(real())) {
            Keyset changed = change.apply(read(from));
            writer.write(KeysetCodec.seal(path, changed, to, timeout));
            return changed;
        }
    }

    private Keyset read(Kek kek) {
        KeysetFile file = new KeysetFile(path, false);
        return KeysetCodec.open(path, file.read().text(), kek, timeout);
    }

    /** A link stays a link. */
    private Path real() {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new KeysetFile(path, false).failure(e);
        }
    }
}
