package io.quorumseal.tool.internal.command;

import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.Admin;
import io.quorumseal.tool.NodeAccess;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Has nothing left under a data key that was made before a moment. */
public final class Clean extends LeaveNothingOld {
    private static final Duration AGE = Duration.ofDays(1);

    @Option(
            names = "--made-before",
            paramLabel = "TIME",
            converter = Moment.class,
            description = "Replace an active data key if it was made before this moment, such as 2026-01-31T14:00:00Z;"
                    + " without it, if it is older than a day. Give the same moment again, and it is not replaced"
                    + " again.")
    private @Nullable Instant madeBefore;

    public Clean(NodeAccess node) {
        super(
                node,
                "clean",
                "Leaves nothing under an old data key, on any member: replaces the active keys, has every member rewrite"
                        + " and purge, and retires the old ones, until all is done or it says why not. Ask again, and it"
                        + " goes on where it was.");
    }

    /** To the second, as key state knows it. */
    private Instant before() {
        Instant now = pace().instant();
        if (madeBefore != null && madeBefore.isAfter(now)) {
            throw wrongUse("--made-before " + madeBefore
                    + " is still to come: each time that it is asked, all would be replaced");
        }
        return (madeBefore == null ? now.minus(AGE) : madeBefore).truncatedTo(ChronoUnit.SECONDS);
    }

    @Override
    boolean isDue(KeyState.Key active) {
        return active.created().isBefore(before());
    }

    @Override
    String why(KeyState.Key active) {
        return "DEK " + active.dek().id() + " was made at " + active.created() + ", " + (isDue(active) ? "" : "not ")
                + "before " + before();
    }

    @Override
    Admin.Result replace(Admin admin, Purpose purpose) {
        return admin.rotate(purpose);
    }

    @Override
    String replacing() {
        return "rotate";
    }

    @Override
    boolean mustGo(KeyState.Key inactive) {
        return true;
    }

    /** Reads a moment. */
    static final class Moment implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String word) {
            try {
                return Instant.parse(word);
            } catch (DateTimeParseException cause) {
                throw new TypeConversionException(
                        "expected a moment in UTC, such as 2026-01-31T14:00:00Z, found '" + word + "'");
            }
        }
    }
}
