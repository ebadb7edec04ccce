package io.quorumseal.core.internal.format;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Row;
import io.quorumseal.api.KeyState.Writer;
import io.quorumseal.api.Purpose;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What holds in every key state that applying entries can make; both export and import ask. */
final class KeyStateCheck {
    private KeyStateCheck() {}

    /** Says what is wrong with a state. */
    static Optional<String> defect(KeyState state) {
        for (var active : state.active().entrySet()) {
            if (!sealsFor(state.keys().get(active.getValue()), active.getKey())) {
                return Optional.of("active DEK " + active.getValue() + " is not a "
                        + active.getKey().word() + " key");
            }
        }
        for (DekId retired : state.retired()) {
            if (state.keys().containsKey(retired)) {
                return Optional.of("DEK " + retired + " is both retired and live");
            }
        }
        return cipherDefect(state).or(() -> registryDefect(state)).or(() -> auditDefect(state));
    }

    private static Optional<String> cipherDefect(KeyState state) {
        return state.keys().values().stream()
                .flatMap(key -> CipherFormat.defect(key.dek().id(), key.purpose(), key.cipher()).stream())
                .findFirst();
    }

    private static Optional<String> auditDefect(KeyState state) {
        return state.groups().entrySet().stream()
                .flatMap(group ->
                        AuditFormat.defect(group.getKey(), group.getValue().audit()).stream())
                .findFirst();
    }

    private static boolean sealsFor(KeyState.@Nullable Key key, Purpose purpose) {
        return key != null && key.purpose() == purpose;
    }

    private static Optional<String> registryDefect(KeyState state) {
        for (var row : state.registry().entrySet()) {
            if (!fits(row.getKey(), row.getValue())) {
                return Optional.of("registry row " + row.getKey() + " holds node "
                        + row.getValue().node());
            }
        }
        return Optional.empty();
    }

    private static boolean fits(Row row, Writer writer) {
        return row.node16() == writer.node().low16();
    }
}
