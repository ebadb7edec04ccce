package com.example.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import java.security.ProviderException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "CKR_PIN_INCORRECT, DENIED",
        "CKR_PIN_LOCKED, DENIED",
        "CKR_USER_NOT_LOGGED_IN, DENIED",
        "CKR_KEY_FUNCTION_NOT_PERMITTED, DENIED",
        "CKR_OBJECT_HANDLE_INVALID, KEY_NOT_FOUND",
        "CKR_KEY_HANDLE_INVALID, KEY_NOT_FOUND",
        "CKR_SESSION_COUNT, THROTTLED",
        "CKR_MECHANISM_INVALID, UNSUPPORTED",
        "CKR_KEY_TYPE_INCONSISTENT, UNSUPPORTED",
        "CKR_DEVICE_REMOVED, UNREACHABLE",
        "CKR_TOKEN_NOT_PRESENT, UNREACHABLE",
        "CKR_SLOT_ID_INVALID, UNREACHABLE",
        "CKR_SESSION_HANDLE_INVALID, UNREACHABLE",
        "CKR_GENERAL_ERROR, UNREACHABLE",
        "slotListIndex is 9 but token only has 3 slots, MISCONFIGURED"
    })
    void translate_whatATokenAnswers_isThatKind(String answer, KekException.Kind kind) {
        Exception cause = new ProviderException("Initialization failed", new IllegalStateException(answer));
        KekException error = TokenErrors.translate("the KEK", "does not open", cause);
        assertEquals(kind, error.kind());
        assertTrue(error.toString().contains(answer));
    }
}
