package io.quorumseal.testkit.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.testkit.internal.aead.AeadCases;
import io.quorumseal.testkit.internal.contract.KekCases;
import io.quorumseal.testkit.internal.engine.EngineCases;
import io.quorumseal.testkit.internal.store.StoreCases;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages on the contracts list the cases that there are. */
class ContractDocumentTest {

    @Test
    void page_listsEachCaseWithItsDemand() throws IOException {
        Stream<String> keks = KekCases.ALL.stream()
                .map(one -> "| `" + one.name() + "` | " + one.demand() + " | " + one.excused() + " |");
        Stream<String> ciphers = AeadCases.ALL.stream().map(one -> "| `" + one.name() + "` | " + one.demand() + " |");
        Stream<String> stores = StoreCases.ALL.stream().map(one -> "| `" + one.name() + "` | " + one.demand() + " |");
        assertEquals(
                Stream.of(keks, ciphers, stores).flatMap(rows -> rows).toList(), rows("docs/provider-contract.md"));
    }

    @Test
    void pageOfEngines_listsEachCaseWithItsDemand() throws IOException {
        List<String> cases = EngineCases.ALL.stream()
                .map(one -> "| `" + one.name() + "` | " + one.demand() + " | " + one.excused() + " |")
                .toList();
        assertEquals(cases, rows("docs/engine-contract.md"));
    }

    private static List<String> rows(String page) throws IOException {
        return Files.readAllLines(Repository.here().root().resolve(page)).stream()
                .filter(line -> line.matches("\\| `[a-z0-9-]+\\.[a-z0-9-]+` .*"))
                .toList();
    }
}
