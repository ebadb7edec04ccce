package io.quorumseal.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.testkit.internal.contract.Table;
import io.quorumseal.testkit.internal.engine.EngineCase;
import io.quorumseal.testkit.internal.engine.EngineCases;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** For each case of the contract of engines there is a wrong engine that it catches. */
class EachEngineCaseCatchesTest {
    private static final List<WrongEngine> WRONG = Stream.of(
                    WrongAppends.ALL, WrongLeaders.ALL, WrongApplies.ALL, WrongHoldings.ALL)
            .flatMap(List::stream)
            .toList();

    @Test
    void wrongEngines_areOneForEachCase() {
        List<String> cases =
                EngineCases.ALL.stream().map(EngineCase::name).sorted().toList();
        assertEquals(cases, WRONG.stream().map(WrongEngine::name).sorted().toList());
    }

    @TestFactory
    Stream<DynamicTest> eachCase_wrongEngine_isCaught() {
        Table table = new Table(Path.of("target", "engine-contract"), "WrongEngines");
        return WRONG.stream()
                .map(wrong -> DynamicTest.dynamicTest(wrong.name() + ": " + wrong.how(), () -> caught(wrong, table)))
                .onClose(table::write);
    }

    private static void caught(WrongEngine wrong, Table table) {
        table.put(wrong.name(), "NOT CAUGHT: " + wrong.how());
        EngineCase one = EngineCases.ALL.stream()
                .filter(each -> each.name().equals(wrong.name()))
                .findFirst()
                .orElseThrow();
        AssertionError error = assertThrows(
                AssertionError.class, () -> one.run(() -> wrong.maker().apply(one.nodes())));
        String message = String.valueOf(error.getMessage());
        assertTrue(message.startsWith(one.name() + " demands: ") && message.contains(". Read: "), message);
        table.put(
                wrong.name(),
                "caught one that " + wrong.how() + ": "
                        + message.substring(message.indexOf("Found: ") + 7, message.indexOf(". Read: "))
                                .lines()
                                .findFirst()
                                .orElse(""));
    }
}
