package io.quorumseal.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.quorumseal.api.EncryptionEntry.WrappedDek;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class KeyStateTest {
    private static final GroupId GROUP = new GroupId("orders");
    private static final KeyState STATE =
            KeyState.EMPTY.withKey(key(1, 5)).withKey(key(2, 6)).withGroup(GROUP, group -> group.in("log"));

    private static KeyState.Key key(int id, long wrapIndex) {
        WrappedDek dek = new WrappedDek(new DekId(id), new byte[] {1});
        return new KeyState.Key(Purpose.STORAGE, dek, Instant.EPOCH, new LocalEpoch(1), wrapIndex);
    }

    @Test
    void withEachKey_changesEveryDekAndNothingElse() {
        KeyState changed = STATE.withEachKey(KeyState.Key::wrappedAnywhere);
        assertEquals(List.of(key(1, 0), key(2, 0)), List.copyOf(changed.keys().values()));
        assertEquals(STATE.groups(), changed.groups());
        assertEquals(STATE, changed.withKey(key(1, 5)).withKey(key(2, 6)));
    }

    @Test
    void withGroup_nothingChanges_isTheSameState() {
        assertSame(STATE, STATE.withGroup(GROUP, group -> group.in("log")));
    }

    @Test
    void withGroup_anUnknownGroupThatStaysNew_isKnownFromNowOn() {
        GroupId other = new GroupId("other");
        KeyState changed = STATE.withGroup(other, UnaryOperator.identity());
        assertNotSame(STATE, changed);
        assertEquals(KeyState.Group.NEW, changed.groups().get(other));
    }
}
