package io.quorumseal.core.internal.sidecar;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A process of its own that tries to lock a file and says by its exit code how that went. One that is to hold the lock says
 * so in one byte, and holds it until its input ends. Needs no other class.
 */
final class LockAttempt {
    static final int TAKEN = 10;
    static final int REFUSED = 11;

    private LockAttempt() {}

    public static void main(String[] args) throws IOException {
        try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
            int result = channel.tryLock() == null ? REFUSED : TAKEN;
            if (args.length > 1) {
                System.out.write(result);
                System.out.flush();
                int unused = System.in.read();
            }
            System.exit(result);
        }
    }
}
