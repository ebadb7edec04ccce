package io.quorumseal.api.spi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * As whom this process opens files.
 *
 * @param user the number of its user; empty where nobody tells
 * @param groups the numbers of its groups; empty where nobody tells, so that no group is taken for its own
 */
record OwnIdentity(OptionalInt user, Set<Integer> groups) {
    private static final OwnIdentity UNKNOWN = new OwnIdentity(OptionalInt.empty(), Set.of());
    private static final Path STATUS = Path.of("/proc/self/status");
    /** The lines of real, effective, saved and file-system numbers end with those that files are opened with. */
    private static final int LAST = 3;

    /** Asks Linux; other systems tell Java nothing of the kind. */
    static OwnIdentity ofThisProcess() {
        try {
            return of(Files.readString(STATUS));
        } catch (IOException | NumberFormatException e) {
            return UNKNOWN;
        }
    }

    /** Reads what {@code proc_pid_status(5)} describes. */
    static OwnIdentity of(String status) {
        int[] user = numbers(status, "Uid:");
        int[] group = numbers(status, "Gid:");
        if (user.length <= LAST || group.length <= LAST) {
            return UNKNOWN;
        }
        Set<Integer> groups = new TreeSet<>(Set.of(group[LAST]));
        Arrays.stream(numbers(status, "Groups:")).forEach(groups::add);
        return new OwnIdentity(OptionalInt.of(user[LAST]), groups);
    }

    private static int[] numbers(String status, String name) {
        return status.lines()
                .filter(line -> line.startsWith(name))
                .flatMap(line -> Stream.of(line.substring(name.length()).strip().split("\\s+")))
                .filter(word -> !word.isEmpty())
                .mapToInt(Integer::parseUnsignedInt)
                .toArray();
    }

    boolean isIn(int group) {
        return groups.contains(group);
    }

    /** Tells whether a file's owner is surely somebody else. Root is nobody else: it may do all that an owner may. */
    boolean isNot(int owner) {
        return user.isPresent() && user.getAsInt() != owner && user.getAsInt() != 0;
    }

    @Override
    public String toString() {
        return user.isEmpty()
                ? "user and groups not known on this system"
                : "user " + Integer.toUnsignedString(user.getAsInt()) + ", groups "
                        + String.join(
                                " ",
                                groups.stream().map(Integer::toUnsignedString).toList());
    }
}
