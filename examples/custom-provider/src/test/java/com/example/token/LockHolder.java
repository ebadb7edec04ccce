package com.example.token;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that holds locks on files until its standard input ends. It has to be another process than the one whose
 * calls are to wait: locks of POSIX are a process's.
 */
final class LockHolder {
    static final String HELD = "held";

    private LockHolder() {}

    /**
     * Locks, says so, and waits.
     *
     * @param files the files
     * @throws IOException if one cannot be locked
     */
    public static void main(String[] files) throws IOException {
        List<FileLock> locks = new ArrayList<>();
        for (String file : files) {
            locks.add(FileChannel.open(Path.of(file), StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .lock());
        }
        System.out.println(HELD);
        long unused = System.in.transferTo(System.out);
        for (FileLock lock : locks) {
            lock.release();
        }
    }
}
