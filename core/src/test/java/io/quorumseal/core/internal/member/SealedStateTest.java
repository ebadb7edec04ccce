package io.quorumseal.core.internal.member;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.DekCipher;
import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.WrappedDek;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.KeyState.Group;
import io.quorumseal.api.LocalEpoch;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.NodeId;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.core.internal.format.KeyStateCodec;
import io.quorumseal.core.internal.kek.GuardedKek;
import io.quorumseal.core.internal.kek.Guarding;
import io.quorumseal.core.internal.kek.KekChain;
import io.quorumseal.core.internal.kek.KeyringMac;
import io.quorumseal.core.internal.key.Keyring;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class SealedStateTest {
    private static final GroupId CONTROL = new GroupId("control");
    private static final SealedState.Carrier AT = new SealedState.Snapshot(9);
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
        SealedState.decode(SealedState.seal(state, false, CONTROL, AT, Optional.empty(), "c", keys), 9)
                .verify(CONTROL, "c", keys);
    }

    // ---- a KEK that anybody can wrap under

    private static final byte[] KEY = new byte[32];

    /** A KEK whose wrapped form is the DEK itself: anybody can make one. */
    private static final class PublicKek implements Kek {
        private final boolean anybody;

        PublicKek(boolean anybody) {
            this.anybody = anybody;
        }

        @Override
        public String description() {
            return "public";
        }

        @Override
        public Optional<String> fingerprint() {
            return Optional.of("fp");
        }

        @Override
        public boolean anybodyCanWrap() {
            return anybody;
        }

        @Override
        public Optional<SecretBytes> macSecret() {
            return Optional.of(SecretBytes.take(new byte[] {
                1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
                29, 30, 31, 32
            }));
        }

        @Override
        public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
            return KEY.clone();
        }

        @Override
        public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
            return SecretBytes.take(wrapped.clone());
        }

        @Override
        public void probe(Duration timeout) {}

        @Override
        public void close() {}
    }

    private KeyringMac keysUnder(Kek kek) {
        KekChain chain = KekChain.of(GuardedKek.of(kek), List.of(), Guarding.DEFAULT);
        SecretBytes dek = chain.unwrap(KEY, new WrapContext("c", Purpose.RAFT, DEK), Duration.ofSeconds(10));
        keyring.add(DEK, Purpose.RAFT, dek);
        return new KeyringMac(keyring, Optional.of(chain));
    }

    private static byte[] exportedBy(KeyringMac keys) {
        return SealedState.seal(KeyState.EMPTY.withStorageCutover(5), true, CONTROL, AT, Optional.of(DEK), "c", keys);
    }

    @Test
    void verify_macByADekThatAnybodyCanHaveMade_isRefused() {
        KeyringMac keys = keysUnder(new PublicKek(true));
        byte[] forged = exportedBy(new KeyringMac(keyring, Optional.empty()));
        assertThrows(
                MalformedException.class, () -> SealedState.decode(forged, 9).verify(CONTROL, "c", keys));
    }

    @Test
    void verify_macByTheKeksOwnSecret_isAccepted() {
        KeyringMac keys = keysUnder(new PublicKek(true));
        byte[] exported = exportedBy(keys);
        assertDoesNotThrow(() -> SealedState.decode(exported, 9).verify(CONTROL, "c", keys));
    }

    @Test
    void verify_macByADekOfASecretKek_isAccepted() {
        KeyringMac keys = keysUnder(new PublicKek(false));
        byte[] exported = exportedBy(new KeyringMac(keyring, Optional.empty()));
        assertDoesNotThrow(() -> SealedState.decode(exported, 9).verify(CONTROL, "c", keys));
    }

    @Test
    void verify_ofAnotherGroupsState_isRefused() {
        KeyringMac keys = keysUnder(new PublicKek(false));
        SealedState exported = SealedState.decode(exportedBy(keys), 9);
        assertThrows(MalformedException.class, () -> exported.verify(new GroupId("data"), "c", keys));
    }

    @Test
    void verify_ofAnotherSnapshotsState_isRefused() {
        KeyringMac keys = keysUnder(new PublicKek(false));
        byte[] exported = exportedBy(keys);
        assertThrows(
                MalformedException.class, () -> SealedState.decode(exported, 10).verify(CONTROL, "c", keys));
        assertThrows(
                MalformedException.class, () -> SealedState.decode(exported).verify(CONTROL, "c", keys));
    }

    // ---- what the MAC is over

    @Test
    void seal_ofKeysOfSuite1_isOverClusterGroupAndIndex() throws GeneralSecurityException {
        KeyState state =
                KeyState.EMPTY.withGroup(CONTROL, none -> none.in("log-1").inGeneration(3));
        assertMac(state, "quorumseal key state v3" + "\0\0\0\1c" + "\0\0\0\7control" + "\0\0\0\0\0\0\0\11");
    }

    @Test
    void seal_ofAKeyOfAnotherSuite_isOverTheGroupsLogToo() throws GeneralSecurityException {
        DekCipher cipher = new DekCipher(2, DekCipher.TERM, new byte[DekCipher.COMMITMENT_SIZE]);
        WrappedDek dek = new WrappedDek(DEK, new byte[] {1});
        KeyState state = KeyState.EMPTY
                .withKey(new KeyState.Key(Purpose.RAFT, dek, cipher, Instant.EPOCH, LocalEpoch.ZERO, 1))
                .withGroup(CONTROL, none -> none.in("log-1").inGeneration(3));
        assertMac(
                state,
                "quorumseal key state v4" + "\0\0\0\1c" + "\0\0\0\7control" + "\0\0\0\0\0\0\0\11" + "\0\0\0\5log-1"
                        + "\0\0\0\3");
    }

    private void assertMac(KeyState state, String info) throws GeneralSecurityException {
        KeyringMac keys = keysUnder(new PublicKek(false));
        byte[] sealed = SealedState.seal(state, true, CONTROL, AT, Optional.of(DEK), "c", keys);
        SealedState.decode(sealed, 9).verify(CONTROL, "c", keys);
        byte[] key =
                keys.exportKey(DEK, info.getBytes(StandardCharsets.US_ASCII)).orElseThrow();
        Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(key, "HmacSHA256"));
        hmac.update(KeyStateCodec.encode(state));
        assertArrayEquals(hmac.doFinal(new byte[] {1}), Arrays.copyOfRange(sealed, sealed.length - 32, sealed.length));
    }

    @Test
    void seal_inTheNameOfADekThatIsNotThere_isRefused() {
        KeyringMac keys = keysUnder(new PublicKek(false));
        keyring.close();
        assertThrows(RejectedException.class, () -> exportedBy(keys));
    }
}
