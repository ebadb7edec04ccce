package io.quorumseal.tool.internal.command;

import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.RealFileOps;
import io.quorumseal.core.internal.file.Outline;
import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** Tells of sealed files what can be told without a key. */
public final class FileInspect extends Operation {
    static final String NAME = "file inspect";

    /** What only the key can show. */
    private static final String NOT_TOLD =
            "what it was sealed as (its role), by which cluster, and whether it was changed:" + " that takes the key";

    private final FileOps ops = new RealFileOps();

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "A file, or a directory with all that is below it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<Path> paths;

    public FileInspect() {
        super(
                NAME,
                "Tells of sealed files what can be told without a key: their form, the data key that they name, their size."
                        + " Proves nothing, and writes nothing.");
    }

    @Override
    Answer answer() throws IOException {
        List<Report> rows = new ArrayList<>();
        for (Path path : paths) {
            at(path, rows);
        }
        Report report =
                new Report().text("command", NAME).text("not_told", NOT_TOLD).rows("files", rows);
        return Answer.done(HumanText.of(report), report);
    }

    private void at(Path path, List<Report> rows) throws IOException {
        switch (ops.kind(path)) {
            case FILE -> rows.add(row(path, Outline.of(ops, path)));
            case DIRECTORY -> {
                for (Path inside : ops.list(path)) {
                    if (ops.kind(inside) != FileOps.Kind.OTHER) {
                        at(inside, rows);
                    }
                }
            }
            case NONE -> throw wrongUse("there is no " + path);
            case OTHER -> throw wrongUse(path + " is neither a regular file nor a directory");
        }
    }

    private static Report row(Path file, Outline outline) {
        Report row = new Report().text("file", file.toString()).text("form", form(outline));
        outline.dek().ifPresent(dek -> row.number("key", dek.value()));
        row.number("size", outline.size());
        switch (outline.form()) {
            case SEALED ->
                row.number("segments", outline.segments())
                        .number("plaintext", outline.plaintext())
                        .text("end", outline.ends() ? "there" : "missing, or followed by something");
            case CLEAR -> row.number("plaintext", outline.plaintext());
            case UNKNOWN, FOREIGN -> {
                // Nothing more is known.
            }
        }
        return row;
    }

    private static String form(Outline outline) {
        return switch (outline.form()) {
            case SEALED -> "sealed";
            case CLEAR -> "in clear";
            case UNKNOWN -> "unknown here";
            case FOREIGN -> "no sealed file";
        };
    }

    @Override
    Answer failed(Exception thrown) {
        return Failures.ofFiles(NAME, thrown);
    }
}
