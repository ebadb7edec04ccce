package io.quorumseal.provider.vault.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {

    @Test
    void table_inTheDocument_isTheCode() {
        List<List<String>> rows = Page.text()
                .lines()
                .filter(line -> line.matches("\\| `[A-Z_]+` \\|.*"))
                .map(line -> Arrays.stream(line.split("\\|"))
                        .skip(1)
                        .map(String::strip)
                        .toList())
                .toList();
        List<String> names = rows.stream().map(row -> unquoted(row.get(0))).toList();
        assertEquals(Arrays.stream(Failure.values()).map(Failure::name).toList(), names);
        rows.forEach(FailureTest::assertRow);
    }

    private static void assertRow(List<String> row) {
        Failure failure = Failure.valueOf(unquoted(row.get(0)));
        String status = failure.status() == 0 ? "any" : String.valueOf(failure.status());
        assertTrue(row.get(1).startsWith(status), () -> "status of " + row);
        assertTrue(failure.says().isEmpty() || failure.says().equals(unquoted(row.get(2))), () -> "text of " + row);
        assertEquals(failure.kind().name(), unquoted(row.get(3)));
    }

    private static String unquoted(String cell) {
        return cell.replace("`", "");
    }

    @ParameterizedTest
    @CsvSource({
        "400, cipher: message authentication failed, NOT_AUTHENTIC",
        "400, ciphertext or signature version is disallowed by policy (too old), VERSION_DISABLED",
        "400, invalid ciphertext: version is too new, VERSION_UNKNOWN",
        "400, invalid ciphertext: no prefix, NOT_A_CIPHERTEXT",
        "400, something else, REFUSED",
        "400, encryption key not found, NO_KEY",
        "403, permission denied, PERMISSION_DENIED",
        "503, Vault is sealed, SEALED",
        "503, , UNAVAILABLE",
        "307, , STANDBY",
        "473, , STANDBY_BY_HEALTH",
        "472, , SECONDARY_BY_HEALTH",
        "429, rate limit quota exceeded, THROTTLED_BY_QUOTA",
        "404, , NO_PATH",
        "500, internal error, INTERNAL",
        "502, , NOT_VAULT",
        "200, , NOT_VAULT"
    })
    void of_answer_isTheFirstThatFits(int status, String error, Failure expected) {
        assertEquals(expected, Failure.of(status, error == null ? List.of() : List.of("first", error)));
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid role ID, LOGIN_REFUSED",
        "500, invalid secret id, BAD_SECRET_ID",
        "403, permission denied, PERMISSION_DENIED",
        "404, no handler for route, NO_LOGIN",
        "429, rate limit quota exceeded, THROTTLED_BY_QUOTA",
        "503, Vault is sealed, SEALED",
        "302, , NOT_VAULT"
    })
    void ofLogin_answer_isTheFirstThatFits(int status, String error, Failure expected) {
        assertEquals(expected, Failure.ofLogin(status, "Response body: " + error));
    }

    @Test
    void error_ofEach_saysWhereAndWhatToDo() {
        Map<Failure, KekException> errors = Arrays.stream(Failure.values())
                .collect(Collectors.toMap(failure -> failure, failure -> failure.error("here")));
        errors.forEach((failure, error) -> {
            assertEquals(failure.kind(), error.kind());
            assertTrue(String.valueOf(error.getMessage()).startsWith("here: "), error::getMessage);
        });
    }
}
