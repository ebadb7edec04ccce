package io.quorumseal.core.internal.kek;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.StartupRefusedException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KekTroubleTest {

    @ParameterizedTest
    @EnumSource(Kind.class)
    void start_kekDoesNotOpen_isRefusedAsWhereItDoesNotUnwrap(Kind kind) {
        KekException failure = new KekException(kind, "found something");
        StartupRefusedException opening = Unlocking.doesNotOpen(failure);
        assertEquals(Unlocking.refusal(failure).refusal(), opening.refusal());
        String said = String.valueOf(opening.getMessage());
        List.of("does not open (" + kind + ")", "found something", "Nothing is lost", KekTrouble.advice(kind))
                .forEach(part -> assertTrue(said.contains(part), said));
    }
}
