package io.quorumseal.core.internal.runtime;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Group;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.NodeId;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.key.Keyring;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SealedStateTest {
    private static final GroupId CONTROL = new GroupId("control");
    private static final DekId DEK = new DekId(7);
    private static final NodeId NODE = NodeId.ofName("n1");
    private static final LocalEpoch FIRST = new LocalEpoch(1);

    private final Keyring keyring = new Keyring(new JdkAeadProvider(), NODE);

    @Test
    void verify_withoutMacAndOnlyTheLogKnown_isAccepted() {
        assertDoesNotThrow(() -> verifyWithoutMac(KeyState.EMPTY.withGroup(CONTROL, none -> none.in("log-1"))));
    }

    @Test
    void verify_withoutMacAndEntriesApplied_isRefused() {
        assertRefused(KeyState.EMPTY.withGroup(CONTROL, none -> none.appliedThrough(1_000)));
        assertRefused(KeyState.EMPTY.withGroup(CONTROL, none -> none.registeredThrough(1_000)));
    }

    @Test
    void verify_withoutMacAndCutOver_isRefused() {
        assertRefused(KeyState.EMPTY.withGroup(CONTROL, none -> none.cutOverAt(5)));
        assertRefused(KeyState.EMPTY.withGroup(
                CONTROL, none -> Group.NEW.cutOverAt(5).in("a").in("b")));
        assertRefused(KeyState.EMPTY.withStorageCutover(5));
    }

    @Test
    void verify_withoutMacAndDeksRetiredOrWritersKnown_isRefused() {
        assertRefused(KeyState.EMPTY.withRetired(DEK));
        assertRefused(KeyState.EMPTY.withWriter(
                new KeyState.Row(DEK, NODE.low16()), new KeyState.Writer(NODE, FIRST, FIRST)));
    }

    private void assertRefused(KeyState state) {
        assertThrows(MalformedException.class, () -> verifyWithoutMac(state));
    }

    private void verifyWithoutMac(KeyState state) {
        KeyringMac keys = new KeyringMac(keyring, Optional.empty());
        SealedState.decode(SealedState.seal(state, Optional.empty(), "c", keys)).verify("c", keys);
    }
}
