package io.quorumseal.example.kv.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeScannerTest {
    private static final EnvelopeScanner SCANNER = new EnvelopeScanner(List.of(0x01020304L, 0xFFFFFFFFL));

    @Test
    void count_headersOfBothSuites_findsEach() {
        byte[] bytes = {9, 1, 0, 1, 2, 3, 4, 2, 0, -1, -1, -1, -1};
        assertEquals(2, SCANNER.count(bytes));
    }

    @Test
    void count_anotherVersionFlagOrDek_findsNone() {
        byte[] bytes = {3, 0, 1, 2, 3, 4, 1, 1, 1, 2, 3, 4, 2, 0, 1, 2, 3, 5, 1, 0, 1, 2, 3};
        assertEquals(0, SCANNER.count(bytes));
    }
}
