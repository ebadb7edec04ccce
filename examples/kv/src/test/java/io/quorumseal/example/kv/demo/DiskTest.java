package io.quorumseal.example.kv.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {
    private static final String LINE = "a line of the input";
    private static final LineScanner SCANNER = new LineScanner(List.of(LINE.getBytes(US_ASCII)));

    @TempDir
    Path folder;

    private Path log;
    private Disk disk;

    @BeforeEach
    void writeLine() throws IOException {
        log = Files.createDirectories(folder.resolve("n1/current")).resolve("log_inprogress");
        Files.write(log, (LINE + "\n" + "\0".repeat(64)).getBytes(US_ASCII));
        disk = new Disk(folder);
    }

    @Test
    void scan_sinceNothing_seesTheLine() throws IOException {
        assertEquals(1, readable(new Disk.Mark()));
    }

    @Test
    void scan_nothingWrittenSinceTheMark_seesNothing() throws IOException {
        assertEquals(0, readable(disk.mark()));
    }

    @Test
    void scan_renamedAndLinkedSinceTheMark_seesNothing() throws IOException {
        Disk.Mark mark = disk.mark();
        Files.move(log, log.resolveSibling("log_0-9"));
        Files.createLink(folder.resolve("link"), log.resolveSibling("log_0-9"));
        assertEquals(0, readable(mark));
    }

    @Test
    void scan_writtenIntoRoomLeftAtTheMark_seesIt() throws IOException {
        Disk.Mark mark = disk.mark();
        Files.write(log, (LINE + "\n" + LINE).getBytes(US_ASCII));
        assertEquals(1, readable(mark));
    }

    @Test
    void scan_copiedSinceTheMark_seesIt() throws IOException {
        Disk.Mark mark = disk.mark();
        Files.copy(log, folder.resolve("copy"));
        assertEquals(1, readable(mark));
    }

    @Test
    void scan_beginningChangedSinceTheMark_seesAllOfTheFile() throws IOException {
        Disk.Mark mark = disk.mark();
        Files.write(log, ("!" + LINE).getBytes(US_ASCII));
        assertEquals(1, readable(mark));
    }

    private int readable(Disk.Mark since) throws IOException {
        return disk.scan(SCANNER, since).readable();
    }
}
