package io.quorumseal.tool.internal.doctor;

import io.quorumseal.api.DekId;
import io.quorumseal.api.Sidecar;
import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.RealFileOps;
import io.quorumseal.core.internal.file.Folders;
import io.quorumseal.core.internal.file.Look;
import io.quorumseal.tool.internal.report.Finding;
import io.quorumseal.tool.internal.report.Finding.Kind;
import io.quorumseal.tool.internal.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The folders of sealed files that a key file remembers, and what stands below them. Those outside of the data directory may
 * be elsewhere when it is a copy that is looked at.
 */
public record SealedFolders(Sidecar sidecar, List<Seen> seen) {

    /**
     * One folder.
     *
     * @param name as the key file has it
     * @param there whether it is there
     */
    private record Seen(String name, boolean there, Look look) {}

    /** Looks at each. */
    static SealedFolders in(Path dataDirectory, Sidecar sidecar) throws IOException {
        FileOps ops = new RealFileOps();
        List<Seen> seen = new ArrayList<>();
        for (String name : sidecar.local().folders().keySet()) {
            Path path = dataDirectory.resolve(name).normalize();
            FileOps.Kind kind = ops.kind(path);
            seen.add(new Seen(name, kind != FileOps.Kind.NONE, look(ops, kind, name, path)));
        }
        return new SealedFolders(sidecar, List.copyOf(seen));
    }

    private static Look look(FileOps ops, FileOps.Kind kind, String name, Path path) {
        return switch (kind) {
            case DIRECTORY -> new Folders(ops, Map.of(name, path)).look();
            case NONE -> new Look(List.of(), List.of());
            case FILE, OTHER -> new Look(List.of(), List.of(path + " is no directory"));
        };
    }

    /** Explains what was seen. */
    void report(Report report) {
        if (seen.isEmpty()) {
            return;
        }
        List<Report> rows = new ArrayList<>();
        List<Report> keys = new ArrayList<>();
        for (Seen folder : seen) {
            rows.add(row(folder));
            under(folder)
                    .forEach((dek, files) -> keys.add(new Report()
                            .text("folder", folder.name())
                            .number("key", dek.value())
                            .text("known_as", knownAs(dek))
                            .number("files", files.size())
                            .text("first", files.get(0).toString())));
        }
        report.rows("sealed_files", rows).rows("sealed_files_by_key", keys);
    }

    private Report row(Seen folder) {
        Report row = new Report().text("folder", folder.name()).flag("there", folder.there());
        if (!folder.there()) {
            return row;
        }
        return row.number("sealed", count(folder, file -> file.header().dek().isPresent()))
                .number("in_clear", count(folder, Look.Found::isClear))
                .flag("clear_refused", isClearRefused(folder))
                .number("others", count(folder, SealedFolders::isOther))
                .number("unreadable", folder.look().unreadable().size());
    }

    private static long count(Seen folder, Predicate<Look.Found> which) {
        return folder.look().files().stream().filter(which).count();
    }

    private static boolean isOther(Look.Found file) {
        return file.header().dek().isEmpty() && !file.isClear();
    }

    private boolean isClearRefused(Seen folder) {
        return sidecar.local().folders().getOrDefault(folder.name(), false);
    }

    private static Map<DekId, List<Path>> under(Seen folder) {
        Map<DekId, List<Path>> under = new TreeMap<>();
        folder.look()
                .files()
                .forEach(file -> file.header()
                        .dek()
                        .ifPresent(dek -> under.computeIfAbsent(dek, first -> new ArrayList<>())
                                .add(file.file())));
        return under;
    }

    private String knownAs(DekId dek) {
        if (sidecar.state().keys().containsKey(dek)) {
            return "live";
        } else if (sidecar.local().kept().containsKey(dek)) {
            return "kept";
        }
        return sidecar.state().retired().contains(dek) ? "retired" : "unknown";
    }

    /** What is wrong with it. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        seen.forEach(folder -> {
            under(folder).forEach((dek, files) -> key(dek, files, findings));
            folder.look().unreadable().forEach(text -> findings.add(new Finding(Kind.FILE_UNREADABLE, text)));
            if (isClearRefused(folder)) {
                folder.look().files().stream()
                        .filter(Look.Found::isClear)
                        .forEach(file -> findings.add(new Finding(
                                Kind.FILE_IN_CLEAR, file.file() + " is in clear, and the node has seen that none is")));
            }
        });
        return findings;
    }

    private void key(DekId dek, List<Path> files, List<Finding> findings) {
        String known = knownAs(dek);
        if (known.equals("retired") || known.equals("unknown")) {
            findings.add(new Finding(
                    known.equals("retired") ? Kind.FILE_OF_RETIRED_KEY : Kind.FILE_OF_UNKNOWN_KEY,
                    files.size() + " sealed files name DEK " + dek + ", which is " + known + "; the first is "
                            + files.get(0)));
        }
    }
}
