package com.example.filelog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The log of one member, a line for each entry. What a method returned from is on the disk. */
final class LogFile {
    private final Path path;
    private final List<Entry> entries = new ArrayList<>();

    /** Reads the file, and cuts off what a crash left torn. */
    LogFile(Path path) throws IOException {
        this.path = path;
        if (Files.exists(path)) {
            Arrays.stream(Files.readString(path, StandardCharsets.ISO_8859_1).split("(?<=\n)", -1))
                    .map(Entry::of)
                    .takeWhile(Optional::isPresent)
                    .forEach(entry -> entries.add(entry.orElseThrow()));
        }
        write(entries.size(), List.of());
        try (FileChannel directory = FileChannel.open(path.toAbsolutePath().getParent())) {
            directory.force(true);
        }
    }

    long last() {
        return entries.size();
    }

    Entry at(long index) {
        return entries.get(Math.toIntExact(index - 1));
    }

    long lastTerm() {
        return termAt(last());
    }

    /** The term of an entry; 0 before the first. */
    long termAt(long index) {
        return index == 0 ? 0 : at(index).term();
    }

    /** Whether this log has all that another one has, or was written later. */
    boolean isCompleteAs(LogFile other) {
        return lastTerm() > other.lastTerm() || (lastTerm() == other.lastTerm() && last() >= other.last());
    }

    void append(Entry entry) {
        write(last(), List.of(entry));
    }

    /** Makes this log equal to a leader's; returns through which index it was so before. */
    long follow(LogFile leader) {
        long same = Math.min(last(), leader.last());
        while (termAt(same) != leader.termAt(same)) {
            same--;
        }
        if (same < last() || same < leader.last()) {
            write(same, List.copyOf(leader.entries.subList(Math.toIntExact(same), leader.entries.size())));
        }
        return same;
    }

    /** Leaves so many entries, puts more behind them, and forces both to the disk. */
    private void write(long leave, List<Entry> more) {
        long size = 0;
        for (long index = 1; index <= leave; index++) {
            size += at(index).line().length();
        }
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.truncate(size).position(size);
            for (Entry entry : more) {
                ByteBuffer line = StandardCharsets.ISO_8859_1.encode(entry.line());
                while (line.hasRemaining()) {
                    file.write(line);
                }
            }
            file.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("nobody knows what is in " + path, e);
        }
        entries.subList(Math.toIntExact(leave), entries.size()).clear();
        entries.addAll(more);
    }
}
