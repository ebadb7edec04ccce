package io.quorumseal.fuzz;

import io.quorumseal.api.DekId;
import io.quorumseal.api.MalformedException.Defect;
import io.quorumseal.core.internal.format.KeyStateCodec;
import io.quorumseal.core.internal.member.SealedState;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Exported key state, as it is and with the MAC behind it. Key state has one form. */
final class KeyStates {
    private static final Set<Defect> DEFECTS = Set.of(Defect.KEY_STATE);

    /** Behind the key state: whether values are sealed, the signer, the MAC. */
    private static final int TRAILER = 1 + 4 + 32;

    private KeyStates() {}

    static boolean decodes(byte[] input) {
        boolean state = isState(input);
        boolean corrected = isState(Checksums.corrected(input, 0, input.length));
        boolean sealed = isSealed(input);
        boolean sealedCorrected = isSealed(Checksums.corrected(input, 0, input.length - TRAILER));
        return state || corrected || sealed || sealedCorrected;
    }

    private static boolean isState(byte[] input) {
        var state = Decoding.of(input, DEFECTS, () -> KeyStateCodec.decode(ByteBuffer.wrap(input)));
        state.ifPresent(found -> Decoding.require(
                Arrays.equals(KeyStateCodec.encode(found), input), () -> "other bytes come of " + found));
        return state.isPresent();
    }

    private static boolean isSealed(byte[] input) {
        Optional<SealedState> state = Decoding.of(input, DEFECTS, () -> SealedState.decode(input));
        state.ifPresent(found -> Decoding.require(
                Arrays.equals(written(found, input.length), input), () -> "other bytes come of " + found.state()));
        return state.isPresent();
    }

    private static byte[] written(SealedState sealed, int length) {
        byte[] state = KeyStateCodec.encode(sealed.state());
        return ByteBuffer.allocate(Math.max(length, state.length + TRAILER))
                .put(state)
                .put((byte) (sealed.valuesSealed() ? 1 : 0))
                .putInt(sealed.signer().map(DekId::bits).orElse(0))
                .put(sealed.mac())
                .array();
    }
}
