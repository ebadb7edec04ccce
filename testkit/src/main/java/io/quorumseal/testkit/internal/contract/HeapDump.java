package io.quorumseal.testkit.internal.contract;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The process's heap, in a file that is deleted in the end. */
final class HeapDump implements AutoCloseable {
    private static final int BUFFER = 1 << 20;

    private final Path folder;
    private final Path file;

    /**
     * Dumps the heap.
     *
     * @param reachable whether to leave out what the garbage collector would take
     */
    HeapDump(boolean reachable) throws IOException {
        folder = Files.createTempDirectory("kek-contract");
        file = folder.resolve("heap.hprof");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), reachable);
    }

    /** Tells whether these bytes, one behind the other, are in the heap. */
    boolean holds(byte[] needle) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            byte[] window = new byte[BUFFER];
            int kept = 0;
            for (int read; (read = in.read(window, kept, window.length - kept)) >= 0; ) {
                int length = kept + read;
                if (indexOf(window, length, needle)) {
                    return true;
                }
                kept = Math.min(length, needle.length - 1);
                System.arraycopy(window, length - kept, window, 0, kept);
            }
            return false;
        }
    }

    private static boolean indexOf(byte[] window, int length, byte[] needle) {
        for (int place = 0; place <= length - needle.length; place++) {
            if (window[place] == needle[0] && matches(window, place, needle)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(byte[] window, int place, byte[] needle) {
        for (int i = 1; i < needle.length; i++) {
            if (window[place + i] != needle[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        Files.deleteIfExists(folder);
    }
}
