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

class FaultTest {

    @Test
    void table_inTheDocument_isTheCode() {
        List<List<String>> rows = Page.text()
                .lines()
                .filter(line -> line.matches("\\| `[A-Z_]+` \\|.*"))
                .map(line -> Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList())
                .toList();
        List<String> names = rows.stream().map(row -> unquoted(row.get(0))).toList();
        assertEquals(Arrays.stream(Fault.values()).map(Fault::name).toList(), names);
        rows.forEach(FaultTest::assertRow);
    }

    private static void assertRow(List<String> row) {
        Fault fault = Fault.valueOf(unquoted(row.get(0)));
        String status = fault.status() == 0 ? "any" : String.valueOf(fault.status());
        assertTrue(row.get(1).startsWith(status), () -> "status of " + row);
        assertTrue(fault.says().isEmpty() || fault.says().equals(unquoted(row.get(2))), () -> "text of " + row);
        assertEquals(fault.kind().name(), unquoted(row.get(3)));
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
    void of_answer_isTheFirstThatFits(int status, String error, Fault expected) {
        assertEquals(expected, Fault.of(status, error == null ? List.of() : List.of("first", error)));
    }

    @ParameterizedTest
    @CsvSource({
        "400, LOGIN_REFUSED",
        "403, PERMISSION_DENIED",
        "404, NO_LOGIN",
        "429, THROTTLED_BY_QUOTA",
        "503, UNAVAILABLE",
        "302, NOT_VAULT"
    })
    void ofLogin_status_isTold(int status, Fault expected) {
        assertEquals(expected, Fault.ofLogin(status));
    }

    @Test
    void error_ofEach_saysWhereAndWhatToDo() {
        Map<Fault, KekException> errors =
                Arrays.stream(Fault.values()).collect(Collectors.toMap(fault -> fault, fault -> fault.error("here")));
        errors.forEach((fault, error) -> {
            assertEquals(fault.kind(), error.kind());
            assertTrue(String.valueOf(error.getMessage()).startsWith("here: "), error::getMessage);
        });
    }
}
