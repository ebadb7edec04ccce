package io.quorumseal.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnIdentityTest {

    @Test
    void of_statusOfLinux_hasWhatFilesAreOpenedWith() {
        OwnIdentity process =
                OwnIdentity.of("Name:\tjava\nUid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nGroups:\t10 20 8 \nCap:\t0\n");
        assertEquals(new OwnIdentity(OptionalInt.of(4), Set.of(8, 10, 20)), process);
        assertEquals("user 4, groups 8 10 20", process.toString());
    }

    @Test
    void of_statusWithoutFurtherGroups_hasItsOwn() {
        assertEquals(
                Set.of(8),
                OwnIdentity.of("Uid:\t1\t2\t3\t4\nGid:\t5\t6\t7\t8\nGroups:\t \n")
                        .groups());
    }

    @Test
    void of_numbersAboveTheSignedOnes_areRead() {
        OwnIdentity process = OwnIdentity.of("Uid:\t1\t1\t1\t4294967294\nGid:\t1\t1\t1\t4294967294\nGroups:\t\n");
        assertEquals("user 4294967294, groups 4294967294", process.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Uid:\t1\t2\t3\t4\n", "Gid:\t1\t2\t3\t4\nGroups:\t1\n", "Uid:\t1\nGid:\t1\nGroups:\t1\n"})
    void of_lessThanLinuxTells_isInNoGroup(String status) {
        assertEquals(new OwnIdentity(OptionalInt.empty(), Set.of()), OwnIdentity.of(status));
    }

    @Test
    void isNot_itselfRootOrNobodyKnown_isFalse() {
        assertFalse(new OwnIdentity(OptionalInt.of(7), Set.of()).isNot(7));
        assertFalse(new OwnIdentity(OptionalInt.of(0), Set.of()).isNot(7));
        assertFalse(new OwnIdentity(OptionalInt.empty(), Set.of()).isNot(7));
        assertTrue(new OwnIdentity(OptionalInt.of(8), Set.of()).isNot(7));
    }
}
