package io.quorumseal.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.testkit.KekSubject;
import io.quorumseal.testkit.internal.contract.CaseRun;
import io.quorumseal.testkit.internal.contract.KekCase;
import io.quorumseal.testkit.internal.contract.KekCases;
import io.quorumseal.testkit.internal.contract.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** For each case there is a wrong provider that it catches, and the right one passes. */
class EachCaseCatchesTest {
    private static final List<Wrong> WRONG = Stream.of(WrongBytes.ALL, WrongConduct.ALL, WrongTraces.ALL)
            .flatMap(List::stream)
            .toList();

    private static final Set<String> STREAMS = Set.of("in process", "no stream");

    @TempDir
    Path folder;

    @Test
    void wrongProviders_areOneForEachCase() {
        List<String> cases = KekCases.ALL.stream().map(KekCase::name).sorted().toList();
        assertEquals(cases, WRONG.stream().map(Wrong::name).sorted().toList());
    }

    @TestFactory
    Stream<DynamicTest> eachCase_wrongProvider_isCaught() {
        Table table = new Table(Path.of("target", "kek-contract"), "WrongProviders");
        return WRONG.stream()
                .map(wrong -> DynamicTest.dynamicTest(wrong.name() + ": " + wrong.how(), () -> caught(wrong, table)))
                .onClose(table::write);
    }

    /** A byte stream that the proxy knows nothing of, where the case needs no more. */
    @TestFactory
    Stream<DynamicTest> eachStreamCase_wrongProviderOnAUnixSocket_isCaught() {
        List<Wrong> ofStreams = WRONG.stream()
                .filter(wrong -> STREAMS.contains(named(wrong.name()).excused()))
                .toList();
        assertTrue(ofStreams.size() > 10, ofStreams::toString);
        return ofStreams.stream()
                .flatMap(wrong -> wrong.more().stream()
                        .map(maker -> DynamicTest.dynamicTest(
                                wrong.name() + ": " + wrong.how(), () -> caught(wrong.name(), maker))));
    }

    @TestFactory
    Stream<DynamicTest> eachCaseOfCalls_wrongLibrary_isCaught() {
        List<Wrong> wrong = WrongLibraries.ALL;
        List<String> outside = KekCases.ALL.stream()
                .filter(one -> one.excused().equals("in process"))
                .map(KekCase::name)
                .sorted()
                .toList();
        assertEquals(
                outside, wrong.stream().map(Wrong::name).distinct().sorted().toList());
        return wrong.stream()
                .map(one ->
                        DynamicTest.dynamicTest(one.name() + ": " + one.how(), () -> caught(one.name(), one.maker())));
    }

    private void caught(Wrong wrong, Table table) throws IOException {
        table.put(wrong.name(), "NOT CAUGHT: " + wrong.how());
        String message = caught(wrong.name(), wrong.maker());
        table.put(
                wrong.name(),
                "caught one that " + wrong.how() + ": "
                        + message.substring(message.indexOf("Found: ") + 7)
                                .lines()
                                .findFirst()
                                .orElse(""));
    }

    private String caught(String name, Wrong.Maker maker) throws IOException {
        Path own = Files.createTempDirectory(folder, "wrong");
        AssertionError error =
                assertThrows(AssertionError.class, () -> CaseRun.run(named(name), () -> maker.make(own)));
        String message = String.valueOf(error.getMessage());
        assertTrue(message.startsWith(name + " demands: "), message);
        return message;
    }

    /** The whole suite runs with the right provider elsewhere; here are the cases that it is excused from. */
    @TestFactory
    Stream<DynamicTest> excusedCase_rightProvider_passes() throws IOException {
        try (KekSubject right = ModelSubject.right()) {
            List<String> excused =
                    right.notApplicable().keySet().stream().sorted().toList();
            return excused.stream()
                    .map(name -> DynamicTest.dynamicTest(
                            name, () -> assertDoesNotThrow(() -> CaseRun.run(named(name), () -> rightFor(name)))));
        }
    }

    private KekSubject rightFor(String name) throws IOException {
        return name.startsWith("memory.")
                ? PlainSubject.of(PlainKek::new)
                : new Packaged().subject(Files.createTempDirectory(folder, "right"));
    }

    private static KekCase named(String name) {
        return KekCases.ALL.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
