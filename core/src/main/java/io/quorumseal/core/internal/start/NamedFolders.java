package io.quorumseal.core.internal.start;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.file.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Brings together the folders of sealed files that are named now and those that were named before. */
final class NamedFolders {
    private static final String ITSELF = ".";

    private final FileOps ops;
    private final Optional<Path> home;
    private final SortedMap<String, Boolean> known;
    private final Map<String, Path> paths = new HashMap<>();
    private final List<String> notNamed = new ArrayList<>();

    /**
     * Makes them.
     *
     * @param directory the data directory, if there is one
     * @param remembered those that were named before, each with whether files in clear are refused there
     */
    NamedFolders(FileOps ops, Optional<Path> directory, SortedMap<String, Boolean> remembered) {
        this.ops = ops;
        this.home = directory.map(path -> placeOf(path));
        this.known = new TreeMap<>(remembered);
    }

    /**
     * Takes in what the builder was told.
     *
     * @throws StartupRefusedException if a folder is not there, or its disk seems not to be, lies within another, or there
     *     are too many
     */
    NamedFolders with(Collection<Path> named, Collection<Path> forgotten) {
        forgotten.forEach(folder -> known.remove(name(placeOf(folder))));
        Set<String> before = Set.copyOf(known.keySet());
        notNamed.addAll(before);
        known.keySet().forEach(name -> paths.put(name, placeOf(path(name))));
        for (Path folder : named) {
            Path place = real(folder);
            String name = name(place);
            notNamed.remove(name);
            known.putIfAbsent(name, false);
            paths.put(name, place);
        }
        checkAll();
        paths.forEach((name, place) -> {
            if (!before.contains(name)) {
                mark(place);
            } else if (!notNamed.contains(name)) {
                checkMark(place);
            }
        });
        return this;
    }

    /** Before it is remembered: nobody finds a folder that is known and has no mark yet. */
    private void mark(Path place) {
        try {
            Folders.mark(ops, place);
        } catch (IOException e) {
            throw new StartupRefusedException(
                    Refusal.CONFIGURATION, "the folder of sealed files " + place + " cannot be written to: " + e, e);
        }
    }

    private void checkMark(Path place) {
        boolean marked;
        try {
            marked = Folders.isMarked(ops, place);
        } catch (IOException e) {
            throw unreadable(place, e);
        }
        if (!marked) {
            throw refused("the folder of sealed files " + place + " has lost its mark, the file " + Folders.MARK
                    + ": its disk seems not to be mounted, and what is on it may need DEKs that would be retired without"
                    + " it. Mount the disk. If this is the folder, with all that it has to hold, make an empty file of"
                    + " that name in it");
        }
    }

    private void checkAll() {
        if (known.size() > Folders.MOST) {
            throw refused(known.size() + " folders of sealed files are named, now and before; at most " + Folders.MOST
                    + " are remembered");
        }
        known.keySet().forEach(name -> {
            if (name.length() > Folders.LONGEST_NAME) {
                throw refused("the folder of sealed files " + name + " has a path of " + name.length()
                        + " characters; at most " + Folders.LONGEST_NAME + " are remembered");
            }
            known.keySet().forEach(other -> checkApart(name, other));
        });
    }

    private void checkApart(String name, String other) {
        Path inner = paths.get(name);
        Path outer = paths.get(other);
        if (!name.equals(other) && inner != null && outer != null && inner.startsWith(outer)) {
            throw refused(
                    "the folder of sealed files " + inner + " is within " + outer
                            + ", which is one, named now or before: its files would be counted twice. Name the outer one alone; give up the"
                            + " inner one with forgetSealedFiles(…) if it was named before, and the outer one counts its files");
        }
    }

    private static StartupRefusedException refused(String why) {
        return new StartupRefusedException(Refusal.CONFIGURATION, why);
    }

    private Path real(Path folder) {
        try {
            return ops.real(folder);
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static StartupRefusedException unreadable(Path folder, IOException e) {
        return new StartupRefusedException(
                Refusal.CONFIGURATION,
                "the folder of sealed files " + folder + " cannot be read (" + e
                        + "). Files in it may need DEKs that"
                        + " would be retired without them: mount the disk, or make the folder if it is new",
                e);
    }

    /** Where a folder is; of one that is not there, where it was said to be. */
    private Path placeOf(Path folder) {
        try {
            return ops.real(folder);
        } catch (IOException gone) {
            return folder.toAbsolutePath().normalize();
        }
    }

    /** Relative where that is possible, so that the data directory can be moved. */
    private String name(Path place) {
        Path inside = home.filter(place::startsWith)
                .map(directory -> directory.relativize(place))
                .orElse(place);
        return inside.toString().isEmpty() ? ITSELF : inside.toString();
    }

    private Path path(String name) {
        return home.map(directory -> directory.resolve(name)).orElse(Path.of(name));
    }

    /** What is to be remembered. */
    SortedMap<String, Boolean> remembered() {
        return known;
    }

    /** The names of those that were named before, and are not now. */
    List<String> notNamed() {
        return notNamed;
    }

    Folders folders() {
        return new Folders(ops, paths);
    }
}
