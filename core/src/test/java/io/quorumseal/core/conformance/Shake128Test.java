package io.quorumseal.core.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Shake128Test {

    /** FIPS 202's answer for no input. */
    @Test
    void give_noInput_isAsPublished() {
        assertEquals(
                "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
                HexFormat.of().formatHex(new Shake128().give(32)));
    }
}
