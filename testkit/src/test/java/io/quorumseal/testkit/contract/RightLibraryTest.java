package io.quorumseal.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import io.quorumseal.testkit.internal.contract.CaseRun;
import io.quorumseal.testkit.internal.contract.KekCase;
import io.quorumseal.testkit.internal.contract.KekCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What every KEK has to pass that leaves the process, with one that does so by calls into a library. */
class RightLibraryTest {

    @TestFactory
    Stream<DynamicTest> casesOfTime_rightLibrary_pass() {
        return KekCases.ALL.stream()
                .filter(one -> one.excused().equals("in process"))
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> assertDoesNotThrow(() -> run(one))));
    }

    private static void run(KekCase one) throws Throwable {
        CaseRun.run(one, () -> new LibrarySubject(LibraryKek::new));
    }
}
