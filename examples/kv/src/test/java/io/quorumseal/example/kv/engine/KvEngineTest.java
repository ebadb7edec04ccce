package io.quorumseal.example.kv.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KvEngineTest {
    @ParameterizedTest
    @EnumSource
    void named_itsText_givesTheEngine(KvEngine engine) {
        assertEquals(engine, KvEngine.named(engine.text()));
    }

    @Test
    void named_another_isRefusedWithTheNames() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> KvEngine.named("Ratis"));
        assertEquals("there is no engine Ratis; name one of [ratis, jraft]", refused.getMessage());
    }
}
