package io.quorumseal.core.internal.sidecar;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A process of its own that tries to lock a file and says by its exit code how that went. Needs no other class. */
final class LockAttempt {
    static final int TAKEN = 10;
    static final int REFUSED = 11;

    private LockAttempt() {}

    public static void main(String[] args) throws IOException {
        try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
            System.exit(channel.tryLock() == null ? REFUSED : TAKEN);
        }
    }
}
