package io.quorumseal.tool.internal.command;

import io.quorumseal.api.Purpose;
import io.quorumseal.core.Admin;
import io.quorumseal.tool.NodeAccess;
import java.util.Iterator;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** Replaces an active DEK. */
public final class Rotate extends Change {
    @Parameters(
            paramLabel = "storage|raft",
            converter = PurposeWord.class,
            completionCandidates = PurposeWords.class,
            description = "The key of stored values, or the key of log payloads.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Purpose purpose;

    public Rotate(NodeAccess node) {
        super(
                node,
                "rotate",
                "Replaces an active data key by a new one. What was sealed under the old one stays readable.");
    }

    @Override
    Admin.Result change(Admin admin) {
        return admin.rotate(purpose);
    }

    /** The words that stand for purposes. */
    static final class PurposeWords implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Purpose.ofDeks().stream().map(Purpose::word).iterator();
        }
    }

    /** Reads the word that stands for a purpose. */
    static final class PurposeWord implements ITypeConverter<Purpose> {
        @Override
        public Purpose convert(String word) {
            return Purpose.ofDeks().stream()
                    .filter(purpose -> purpose.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "expected one of " + String.join(", ", new PurposeWords()) + ", found '" + word + "'"));
        }
    }
}
