package io.quorumseal.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.testkit.internal.aead.AeadCase;
import io.quorumseal.testkit.internal.aead.AeadCases;
import io.quorumseal.testkit.internal.contract.Table;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** For each case there is a wrong cipher that it catches; that the JDK's passes stands in a test of its own. */
class EachAeadCaseCatchesTest {
    @Test
    void wrongCiphers_areOneForEachCase() {
        Set<String> cases = AeadCases.ALL.stream().map(AeadCase::name).collect(Collectors.toSet());
        assertEquals(cases, WrongAeads.ALL.keySet());
    }

    @TestFactory
    Stream<DynamicTest> eachCase_wrongCipher_isCaught() {
        Table table = new Table(Path.of("target", "aead-contract"), "WrongAeads");
        return AeadCases.ALL.stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> caught(one, table)))
                .onClose(table::write);
    }

    private static void caught(AeadCase one, Table table) {
        table.put(one.name(), "NOT CAUGHT");
        var wrong = Objects.requireNonNull(WrongAeads.ALL.get(one.name()));
        assertTrue(one.whyNot(wrong).isEmpty(), "the case must apply to its wrong cipher");
        AssertionError error = assertThrows(AssertionError.class, () -> one.run(wrong));
        table.put(one.name(), "caught: " + String.valueOf(error.getMessage()).replaceAll("(?s).*Found: ", ""));
    }
}
