package io.quorumseal.provider.kms.internal;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.testkit.proxy.Fault;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

/** The table of errors in the documentation is what the code does, with answers as KMS gives them. */
class ErrorTableTest {
    private static final Duration TIME = Duration.ofSeconds(3);
    private static final Set<String> OPERATIONS = Set.of("describeKey", "encrypt", "decrypt", "reEncrypt");

    static ScriptedKms kms;
    static final SecretBytes DEK = SecretBytes.random(32, new SecureRandom());

    record Row(String code, int status, KekException.Kind kind) {
        /** What the error has to say. Of an answer with status 401 the platform keeps the body for itself. */
        String[] said(String text) {
            String shown = "status " + status;
            return status == 401 ? new String[] {shown} : new String[] {shown, code, text};
        }
    }

    @BeforeAll
    static void start() {
        kms = ScriptedKms.start();
    }

    @AfterAll
    static void stop() {
        kms.close();
    }

    static List<Row> rows() {
        return Document.read().table("code | status | kind | what to do").stream()
                .filter(cells -> !cells.get(0).equals("any other"))
                .map(cells ->
                        new Row(cells.get(0), Integer.parseInt(cells.get(1)), KekException.Kind.valueOf(cells.get(2))))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyCall_withTheAnswerOfTheRow_failsAsTheRowSays(Row row) {
        kms.always(KmsAnswers.error(row.status(), row.code(), "the text of AWS"));
        assertAll(row.kind(), row.said("the text of AWS"));
    }

    static Stream<Row> others() {
        return Document.read().table("code | status | kind | what to do").stream()
                .filter(cells -> cells.get(0).equals("any other"))
                .flatMap(cells -> statuses(cells.get(1))
                        .map(status -> new Row("NewException", status, KekException.Kind.valueOf(cells.get(2)))));
    }

    private static Stream<Integer> statuses(String cell) {
        return cell.equals("other")
                ? Stream.of(400, 404, 409)
                : Arrays.stream(cell.split(", | to ")).map(Integer::parseInt);
    }

    @ParameterizedTest
    @MethodSource("others")
    void everyCall_withACodeThatIsNotKnown_isJudgedByTheStatus(Row row) {
        kms.always(KmsAnswers.error(row.status(), row.code()));
        assertAll(row.kind(), row.said("scripted"));
        kms.always(Fault.answer(row.status(), Map.of("Content-Type", "text/html"), "<html>"));
        assertAll(row.kind(), "status " + row.status());
    }

    /** Makes the calls side by side: the SDK waits between its retries. */
    private static void assertAll(KekException.Kind kind, String... said) {
        byte[] wrapped = ScriptedKms.wrapped(DEK);
        Stream.<Executable>of(
                        () -> kms.kek().wrap(DEK, ScriptedKms.CONTEXT, TIME),
                        () -> kms.kek().unwrap(wrapped, ScriptedKms.CONTEXT, TIME),
                        () -> kms.kek().rewrap(wrapped, ScriptedKms.CONTEXT, TIME),
                        () -> kms.kek().probe(TIME))
                .map(call ->
                        CompletableFuture.runAsync(() -> assertOne(kind, call, said), task -> new Thread(task).start()))
                .toList()
                .forEach(CompletableFuture::join);
    }

    private static void assertOne(KekException.Kind kind, Executable call, String... said) {
        KekException error = assertThrows(KekException.class, call);
        String message = String.valueOf(error.getMessage());
        assertEquals(kind, error.kind(), message);
        for (String text : said) {
            assertTrue(message.contains(text), message);
        }
    }

    @Test
    void table_holdsWhatTheCodeHolds() {
        Map<String, KekException.Kind> documented = rows().stream().collect(toMap(Row::code, Row::kind));
        assertEquals(new TreeMap<>(KmsErrors.BY_CODE), new TreeMap<>(documented));
    }

    @Test
    void table_holdsEveryErrorThatTheServiceModelNames() {
        Set<String> named = Arrays.stream(KmsClient.class.getMethods())
                .filter(method -> OPERATIONS.contains(method.getName()))
                .flatMap(method -> Arrays.stream(method.getExceptionTypes()))
                .filter(type -> KmsException.class.isAssignableFrom(type) && type != KmsException.class)
                .map(type -> type.getSimpleName().replaceFirst("^Kms", "KMS"))
                .collect(toSet());
        assertTrue(named.size() >= 12, named.toString());
        named.removeAll(rows().stream().map(Row::code).collect(toSet()));
        assertEquals(Set.of(), named);
    }
}
