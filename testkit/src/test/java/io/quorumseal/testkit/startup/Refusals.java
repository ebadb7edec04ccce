package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.StartupRefusedException;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.QuorumSeal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Expects refusals, prints them, and keeps account of which were reached. */
final class Refusals {
    private static final Set<Refusal> REACHED = EnumSet.noneOf(Refusal.class);

    private Refusals() {}

    static synchronized Set<Refusal> reached() {
        return EnumSet.copyOf(REACHED);
    }

    /** A refusal that touches nothing: the sidecar is byte by byte what it was, and so the opening number is, too. */
    static String refused(Life life, Refusal refusal, Says says, Supplier<QuorumSeal> opening) {
        byte @Nullable [] before = life.bytes().orElse(null);
        String message = refusedByPeer(life, refusal, says, opening);
        assertArrayEquals(before, life.bytes().orElse(null), "the sidecar was written");
        return message;
    }

    /** A refusal that needs an answer, and so comes after the opening number was raised. */
    static String refusedByPeer(Life life, Refusal refusal, Says says, Supplier<QuorumSeal> opening) {
        StartupRefusedException e = assertThrows(StartupRefusedException.class, () -> {
            try (QuorumSeal unexpected = opening.get()) {
                unexpected.status();
            }
        });
        String message = String.valueOf(e.getMessage());
        System.out.println(e.refusal() + ": " + message);
        assertEquals(refusal, e.refusal(), message);
        says.check(message);
        checkNoSecret(e, life.kek().secrets());
        note(refusal);
        return message;
    }

    private static synchronized void note(Refusal refusal) {
        REACHED.add(refusal);
    }

    private static void checkNoSecret(Throwable refusal, List<String> secrets) {
        for (Throwable at = refusal; at != null; at = at.getCause()) {
            String text = at.toString();
            secrets.forEach(secret -> assertFalse(text.contains(secret), "a secret stands in: " + text));
        }
    }

    /** What a message has to say: what was found, why that is dangerous, and what to do. */
    record Says(String found, String danger, String remedy) {
        void check(String message) {
            List.of(found, danger, remedy)
                    .forEach(part -> assertTrue(message.contains(part), "\"" + part + "\" is not said: " + message));
        }
    }
}
