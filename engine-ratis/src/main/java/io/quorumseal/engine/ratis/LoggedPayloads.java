package io.quorumseal.engine.ratis;

import io.quorumseal.api.spi.Engine.Logged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.util.SizeInBytes;

/**
 * The payloads in a log directory, read before the server runs, one segment file in memory at a time. What was not
 * written to its end is left out; Ratis cuts it off, too.
 */
final class LoggedPayloads implements Iterable<Logged> {
    private final Path directory;
    private final SizeInBytes maxEntrySize;

    LoggedPayloads(Path directory, SizeInBytes maxEntrySize) {
        this.directory = directory;
        this.maxEntrySize = maxEntrySize;
    }

    @Override
    public Iterator<Logged> iterator() {
        return segments().stream().flatMap(this::payloads).iterator();
    }

    private List<LogSegmentPath> segments() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(LogSegmentPath::matchLogSegment)
                    .filter(Objects::nonNull)
                    .sorted(Comparator.comparing(LogSegmentPath::getStartEnd))
                    .toList();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The last entry of any kind; 0 if there is none. */
    long lastIndex() {
        List<LogSegmentPath> segments = segments();
        AtomicLong last = new AtomicLong();
        for (int i = segments.size() - 1; i >= 0 && last.get() == 0; i--) {
            read(segments.get(i), entry -> last.set(entry.getIndex()));
        }
        return last.get();
    }

    private Stream<Logged> payloads(LogSegmentPath segment) {
        List<Logged> payloads = new ArrayList<>();
        read(segment, entry -> add(entry, payloads));
        return payloads.stream();
    }

    private void read(LogSegmentPath segment, Consumer<LogEntryProto> each) {
        try {
            int unused = LogSegment.readSegmentFile(
                    segment.getPath().toFile(),
                    segment.getStartEnd(),
                    maxEntrySize,
                    CorruptionPolicy.WARN_AND_RETURN,
                    null,
                    each);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    static void add(LogEntryProto entry, List<Logged> payloads) {
        if (entry.hasStateMachineLogEntry()) {
            payloads.add(new Logged(
                    entry.getTerm(),
                    entry.getIndex(),
                    entry.getStateMachineLogEntry().getLogData().toByteArray()));
        }
    }

    private UncheckedIOException unreadable(IOException e) {
        return new UncheckedIOException("the log in " + directory + " cannot be read", e);
    }
}
