package io.quorumseal.core.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lines as Linux writes them. */
class MemoryTest {
    private static final List<String> NO_SWAP = List.of("Filename\tType\tSize\tUsed\tPriority");
    private static final List<String> SWAP =
            List.of("Filename\tType\tSize\tUsed\tPriority", "/dev/zram0 partition 1024 0 100");
    private static final String DISK = "26 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw";
    private static final String TMPFS = "30 26 0:27 / /dev/shm rw,nosuid shared:4 master:2 - tmpfs tmpfs rw,size=1024k";
    private static final String NOSWAP = "31 26 0:28 / /mnt/my\\040own rw - tmpfs tmpfs rw,size=1024k,noswap";
    private static final String RAMFS = "32 26 0:29 / /mnt/ram rw - ramfs none rw";
    private static final String OVER = "33 30 8:2 / /dev/shm rw - xfs /dev/sdb1 rw";

    private static Optional<String> doubt(String directory, List<String> swaps, String... mounts) {
        return new Memory(List.of(mounts), swaps).doubt(Path.of(directory));
    }

    @Test
    void tmpfs_withoutAnySwap_staysInMemory() {
        assertEquals(Optional.empty(), doubt("/dev/shm/a", NO_SWAP, DISK, TMPFS));
    }

    @Test
    void tmpfs_whileTheSystemSwaps_doesNot() {
        assertTrue(doubt("/dev/shm/a", SWAP, DISK, TMPFS).orElseThrow().contains("this system swaps"));
    }

    @Test
    void tmpfs_withNoswap_staysInMemory() {
        assertEquals(Optional.empty(), doubt("/mnt/my own/a", SWAP, DISK, NOSWAP));
    }

    @Test
    void ramfs_staysInMemory() {
        assertEquals(Optional.empty(), doubt("/mnt/ram", SWAP, DISK, RAMFS));
    }

    @Test
    void disk_besideATmpfs_doesNot() {
        assertEquals(Optional.of("it is on ext4 mounted at /"), doubt("/dev/shmem", NO_SWAP, DISK, TMPFS));
    }

    @Test
    void disk_mountedOverATmpfs_doesNot() {
        assertEquals(Optional.of("it is on xfs mounted at /dev/shm"), doubt("/dev/shm/a", NO_SWAP, DISK, TMPFS, OVER));
    }

    @Test
    void tmpfs_hiddenByADiskMountedAbove_doesNot() {
        String hidden = "30 26 0:27 / /run/data/work rw - tmpfs tmpfs rw,noswap";
        String above = "31 26 8:2 / /run/data rw - xfs /dev/sdb1 rw";
        assertEquals(
                Optional.of("it is on xfs mounted at /run/data"),
                doubt("/run/data/work/a", NO_SWAP, DISK, hidden, above));
    }

    /** As where the root is mounted last, after an initial memory disk. */
    @Test
    void tmpfs_inARootThatIsListedLater_staysInMemory() {
        String first = "1 1 0:1 / / rw - rootfs rootfs rw";
        String root = "26 1 8:1 / / rw - ext4 /dev/sda1 rw";
        assertEquals(Optional.empty(), doubt("/dev/shm/a", NO_SWAP, TMPFS, first, root));
        assertTrue(doubt("/srv/a", NO_SWAP, TMPFS, first, root).isPresent());
    }

    @Test
    void system_thatTellsNothing_isDoubted() {
        assertTrue(doubt("/dev/shm", NO_SWAP).isPresent());
    }
}
