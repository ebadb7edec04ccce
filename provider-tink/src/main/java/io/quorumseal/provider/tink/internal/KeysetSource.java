package io.quorumseal.provider.tink.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.spi.Kek;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The keyset as its file has it now: looks at the file before each use, and reads it again if it was replaced, so that
 * a rotation or a disabled key takes effect in a running process. A file that cannot be read any more is an error,
 * never a reason to go on with what it held before. Safe for use by several threads.
 */
final class KeysetSource implements AutoCloseable {
    private final KeysetFile file;
    private final Optional<Kek> kek;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Loaded loaded;

    private record Loaded(KeysetFile.Stamp stamp, Keyset keyset) {}

    /** Reads the file. The other KEK is the source's to close, also if this fails. */
    KeysetSource(KeysetFile file, Optional<Kek> kek, Duration timeout) {
        this.file = file;
        this.kek = kek;
        try {
            loaded = load(timeout);
        } catch (RuntimeException e) {
            kek.ifPresent(Kek::close);
            throw e;
        }
    }

    /**
     * Gives the keyset.
     *
     * @throws RejectedException with {@code CLOSED} after closing
     * @throws KekException if the file was replaced and cannot be read or opened
     */
    Keyset current(Duration timeout) {
        Loaded known = open();
        return known.stamp().equals(file.stamp()) ? known.keyset() : reloaded(timeout);
    }

    private Loaded open() {
        Loaded known = loaded;
        if (known == null) {
            throw new RejectedException(RejectedException.Reason.CLOSED, "keyset " + file.path() + " is closed");
        }
        return known;
    }

    private Keyset reloaded(Duration timeout) {
        lockWithin(timeout);
        try {
            Loaded known = open();
            if (!known.stamp().equals(file.stamp())) {
                known = same(known, load(timeout));
                loaded = known;
            }
            return known.keyset();
        } finally {
            lock.unlock();
        }
    }

    private void lockWithin(Duration timeout) {
        try {
            if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new KekException(
                        Kind.UNREACHABLE, "keyset " + file.path() + " is being read again and that takes too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KekException(Kind.UNREACHABLE, "waiting for keyset " + file.path() + " was interrupted", e);
        }
    }

    private Loaded load(Duration timeout) {
        KeysetFile.Content content = file.read();
        Keyset keyset = kek.map(other -> KeysetCodec.open(file.path(), content.text(), other, timeout))
                .orElseGet(() -> KeysetCodec.readCleartext(file.path(), content.text()));
        return new Loaded(content.stamp(), keyset);
    }

    private Loaded same(Loaded before, Loaded now) {
        if (!before.keyset().identity().equals(now.keyset().identity())) {
            throw file.misconfigured("was replaced by another keyset; put the right one back, or start again");
        }
        return now;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            loaded = null;
            kek.ifPresent(Kek::close);
        } finally {
            lock.unlock();
        }
    }
}
