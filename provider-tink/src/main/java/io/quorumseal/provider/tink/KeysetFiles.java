package io.quorumseal.provider.tink;

import io.quorumseal.api.spi.Kek;
import io.quorumseal.provider.tink.internal.KeysetChange;
import io.quorumseal.provider.tink.internal.KeysetDesk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Makes and changes keysets for KEKs named {@code tink-keyset:PATH?kek=URI}. Here {@code kek} is the KEK that the URI
 * names, opened by the caller, who closes it.
 *
 * <p>The file never holds a key in clear. It is replaced as a whole (mode 0600), and durable when a method returns;
 * one that fails leaves the old content, unless its message says otherwise. While a change is under way
 * {@code PATH.tmp} exists, and another change is refused. Running processes see the new content at their next call.
 *
 * <p>All methods fail with {@link io.quorumseal.api.KekException}: of the kind that {@code kek} reports,
 * {@code KEY_NOT_FOUND} if there is no such file or key, or {@code MISCONFIGURED} with what to do.
 */
public final class KeysetFiles {
    private static final int KEK_TIMEOUT_SECONDS = 30;

    private KeysetFiles() {}

    /**
     * Makes a keyset with an identity of its own and one key, AES-256-GCM. A file that exists is never touched.
     *
     * @param path where the file is to be; its directory exists
     * @param kek the KEK to seal the keyset under
     */
    public static void create(Path path, Kek kek) {
        desk(path).create(kek);
    }

    /**
     * Tells which keys there are.
     *
     * @param path the keyset
     * @param kek the KEK that it is sealed under
     * @return the keys, in the keyset's order
     */
    public static List<KeysetKey> list(Path path, Kek kek) {
        return desk(path).keys(kek);
    }

    /**
     * Adds a key, AES-256-GCM, that unwraps but does not wrap yet. Bring the file to every node before
     * {@link #promote}: a node without the key cannot unwrap what others wrap under it.
     *
     * @param path the keyset
     * @param kek the KEK that it is sealed under
     * @return the key's id
     */
    public static long add(Path path, Kek kek) {
        return desk(path).add(kek);
    }

    /**
     * Makes an enabled key the primary one: from now on DEKs are wrapped under it.
     *
     * @param path the keyset
     * @param kek the KEK that it is sealed under
     * @param id the key's id
     */
    public static void promote(Path path, Kek kek, long id) {
        desk(path).change(kek, KeysetChange.PROMOTE, id);
    }

    /**
     * Takes a key out of use, for a time: what is wrapped under it does not unwrap.
     *
     * @param path the keyset
     * @param kek the KEK that it is sealed under
     * @param id the key's id; not the primary one
     */
    public static void disable(Path path, Kek kek, long id) {
        desk(path).change(kek, KeysetChange.DISABLE, id);
    }

    /**
     * Brings a disabled key back into use.
     *
     * @param path the keyset
     * @param kek the KEK that it is sealed under
     * @param id the key's id
     */
    public static void enable(Path path, Kek kek, long id) {
        desk(path).change(kek, KeysetChange.ENABLE, id);
    }

    /**
     * Destroys a disabled key: <b>what is wrapped under it is lost for good</b>. Its id stays in the keyset. Older
     * copies of the file still hold the key.
     *
     * @param path the keyset
     * @param kek the KEK that it is sealed under
     * @param id the key's id
     */
    public static void destroy(Path path, Kek kek, long id) {
        desk(path).change(kek, KeysetChange.DESTROY, id);
    }

    /**
     * Seals the keyset anew under another KEK, or under the newest version of the same one. Its keys and identity stay.
     *
     * @param path the keyset
     * @param from the KEK that it is sealed under
     * @param to the KEK to seal it under
     */
    public static void reseal(Path path, Kek from, Kek to) {
        desk(path).reseal(from, to);
    }

    private static KeysetDesk desk(Path path) {
        return new KeysetDesk(path, Duration.ofSeconds(KEK_TIMEOUT_SECONDS));
    }
}
