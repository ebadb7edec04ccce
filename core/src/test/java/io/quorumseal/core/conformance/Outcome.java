package io.quorumseal.core.conformance;

import io.quorumseal.api.AuthenticationFailedException;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.UnknownDekException;

/** Names what an operation came to, in the words of the vectors. */
final class Outcome {
    private Outcome() {}

    static String of(Runnable operation) {
        try {
            operation.run();
            return "OK";
        } catch (MalformedException e) {
            return word(e.defect());
        } catch (AuthenticationFailedException e) {
            return "INTEGRITY";
        } catch (UnknownDekException e) {
            return "UNKNOWN_KEY_ID";
        }
    }

    private static String word(MalformedException.Defect defect) {
        return switch (defect) {
            case ENTRY -> "FSM_WIRE_MALFORMED";
            case ENTRY_VERSION -> "FSM_WIRE_VERSION";
            case ENTRY_KIND -> "FSM_WIRE_SUBTAG";
            default -> defect.name();
        };
    }
}
