package io.quorumseal.core.workspace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out whether what is written to a directory stays in memory, by what Linux says of its mounts and swaps at this
 * moment. What a hypervisor does with memory nobody here can know.
 *
 * @param mounts the lines of {@code /proc/self/mountinfo}
 * @param swaps the lines of {@code /proc/swaps}
 */
record Memory(List<String> mounts, List<String> swaps) {
    private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
    private static final Path SWAPS = Path.of("/proc/swaps");
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");
    private static final Comparator<Mount> UPPERMOST =
            Comparator.comparingInt(mount -> mount.at().getNameCount());
    private static final int MOUNTED_AT = 4;
    private static final int OCTAL_RADIX = 8;

    /**
     * A mount.
     *
     * @param id its number
     * @param parent the number of the mount that it is in
     * @param at where
     * @param type what kind of file system
     * @param options the file system's own
     */
    private record Mount(String id, String parent, Path at, String type, List<String> options) {
        boolean isIn(Mount other) {
            return parent.equals(other.id) && !id.equals(other.id);
        }
    }

    /** Asks the kernel. */
    static Memory now() throws IOException {
        return Files.isReadable(MOUNTS) && Files.isReadable(SWAPS)
                ? new Memory(Files.readAllLines(MOUNTS), Files.readAllLines(SWAPS))
                : new Memory(List.of(), List.of());
    }

    /**
     * Says why what is written below a directory may get to a disk.
     *
     * @param directory absolute, without symbolic links
     * @return one line for people; empty if it stays in memory
     */
    Optional<String> doubt(Path directory) {
        if (mounts.isEmpty()) {
            return Optional.of("this system does not tell by " + MOUNTS + " and " + SWAPS + " what stays in memory");
        }
        return mount(directory).map(this::doubtOf).orElseGet(() -> Optional.of("no mount is known that holds it"));
    }

    private Optional<String> doubtOf(Mount mount) {
        String found = "it is on " + mount.type() + " mounted at " + mount.at();
        if (mount.type().equals("ramfs")) {
            return Optional.empty();
        }
        if (!mount.type().equals("tmpfs")) {
            return Optional.of(found);
        }
        return mount.options().contains("noswap") || !anySwap()
                ? Optional.empty()
                : Optional.of(found + " without noswap, and this system swaps");
    }

    /** The first line is a heading. */
    private boolean anySwap() {
        return swaps.stream().skip(1).anyMatch(line -> !line.isBlank());
    }

    /** As the kernel finds it: from the root down, and of the mounts in a mount the one it comes to first hides the others. */
    private Optional<Mount> mount(Path directory) {
        List<Mount> around = mounts.stream()
                .map(Memory::parse)
                .flatMap(Optional::stream)
                .filter(mount -> directory.startsWith(mount.at()))
                .toList();
        return around.stream()
                .filter(mount -> around.stream().noneMatch(mount::isIn))
                .min(UPPERMOST)
                .map(root -> innermost(root, around));
    }

    private static Mount innermost(Mount outer, List<Mount> around) {
        return around.stream()
                .filter(mount -> mount.isIn(outer))
                .min(UPPERMOST)
                .map(inner -> innermost(inner, around))
                .orElse(outer);
    }

    private static Optional<Mount> parse(String line) {
        List<String> words = Arrays.asList(line.split(" ", -1));
        int separator = words.indexOf("-");
        if (separator <= MOUNTED_AT || words.size() < separator + 4) {
            return Optional.empty();
        }
        return Optional.of(new Mount(
                words.get(0),
                words.get(1),
                Path.of(unescaped(words.get(MOUNTED_AT))),
                words.get(separator + 1),
                List.of(words.get(separator + 3).split(",", -1))));
    }

    /** Bytes that would be taken for something else are octal. */
    private static String unescaped(String text) {
        Matcher octal = OCTAL.matcher(text);
        return octal.replaceAll(found ->
                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), OCTAL_RADIX))));
    }
}
