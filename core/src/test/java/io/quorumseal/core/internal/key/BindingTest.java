package io.quorumseal.core.internal.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.internal.key.Attributes.Binds;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BindingTest {
    private static final GroupId GROUP = new GroupId("data");
    private static final String LONGEST = "x".repeat(Binding.MAX_LOG_IDENTITY);

    @Test
    void unusable_identityOfAnyLengthThatHasRoom_isNot() {
        assertEquals(Optional.empty(), Binding.unusable(GROUP, "1"));
        assertEquals(Optional.empty(), Binding.unusable(GROUP, LONGEST));
        assertEquals(Purpose.RAFT, Binding.log(GROUP, LONGEST).purpose());
    }

    @Test
    void unusable_identityThatIsEmptyOrTooLong_saysWhy() {
        assertUnusable("", "group data is empty or not known");
        assertUnusable(LONGEST + "x", "group data has 1025 bytes");
        assertUnusable("\u00e9".repeat(513), "group data has 1026 bytes");
    }

    private static void assertUnusable(String identity, String found) {
        String why = Binding.unusable(GROUP, identity).orElseThrow();
        assertTrue(why.contains(found) && why.contains("1 to 1024 bytes"), why);
    }

    @Test
    void log_identityThatIsTooLongOrNoText_isRejected() {
        assertRejected(LONGEST + "x", "1024 bytes in UTF-8, found 1025");
        assertRejected("half \ud800", "no text in Unicode");
    }

    private static void assertRejected(String identity, String found) {
        RejectedException e = assertThrows(RejectedException.class, () -> Binding.log(GROUP, identity));
        assertEquals(RejectedException.Reason.BAD_REQUEST, e.reason());
        assertTrue(String.valueOf(e.getMessage()).contains(found), e.getMessage());
    }

    @Test
    void values_scopeOfAnyLengthThatHasRoom_isTaken() {
        assertEquals(
                Purpose.STORAGE, Binding.values("x".repeat(Binding.MAX_SCOPE)).purpose());
        assertThrows(RejectedException.class, () -> Binding.values("x".repeat(Binding.MAX_SCOPE + 1)));
    }

    @Test
    void in_sameLogOrAnyForValues_isTheSame() {
        Binding log = Binding.log(GROUP, "log-1");
        assertSame(log, log.in("log-1"));
        Binding values = Binding.values("orders");
        assertSame(values, values.in("log-1"));
    }

    @Test
    void binds_byteThatStandsForNothing_isNamed() {
        for (Binds binds : Binds.values()) {
            assertSame(binds, Binds.of(binds.code()));
        }
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Binds.of((byte) 200));
        assertTrue(String.valueOf(e.getMessage()).endsWith(" 200"), e.getMessage());
    }
}
