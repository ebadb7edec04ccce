package io.quorumseal.testkit.life;

import io.quorumseal.api.DekId;
import io.quorumseal.api.EncryptionEntry.RegisterWriter;
import io.quorumseal.api.KeyState;
import java.nio.ByteBuffer;
import java.util.Optional;

/** What a sealed payload says of who sealed it: DEK, node and opening, and the count that it has in it. */
record SealedIn(Opening opening, long count) {
    private static final short VERSION_AND_FLAG = 0x0100;
    private static final int DEK_PLACE = 2;
    private static final int NONCE_PLACE = 6;
    private static final int SHORTEST = NONCE_PLACE + Short.BYTES + Short.BYTES + Long.BYTES;

    /** One opening of a node, under one DEK. */
    record Opening(DekId dek, int node16, int number) {
        static Opening of(RegisterWriter entry) {
            return new Opening(
                    entry.registration().dek(),
                    entry.registration().node().low16(),
                    entry.registration().epoch().value());
        }
    }

    /** Empty if the bytes are not sealed. */
    static Optional<SealedIn> of(byte[] bytes) {
        ByteBuffer payload = ByteBuffer.wrap(bytes);
        return bytes.length < SHORTEST || !isSealed(payload) ? Optional.empty() : Optional.of(read(payload));
    }

    private static boolean isSealed(ByteBuffer payload) {
        return payload.getShort(0) == VERSION_AND_FLAG && payload.getInt(DEK_PLACE) != 0;
    }

    private static SealedIn read(ByteBuffer payload) {
        int node16 = Short.toUnsignedInt(payload.getShort(NONCE_PLACE));
        int number = Short.toUnsignedInt(payload.getShort(NONCE_PLACE + Short.BYTES));
        long count = payload.getLong(NONCE_PLACE + Short.BYTES + Short.BYTES);
        return new SealedIn(new Opening(new DekId(payload.getInt(DEK_PLACE)), node16, number), count);
    }

    /** Count 0 is kept for the node's own registration, which may be sealed before it is there. */
    boolean isOwnRegistration() {
        return count == 0;
    }

    /** Whether key state has this opening, or a later one, of its node. */
    boolean isRegisteredIn(KeyState state) {
        return state.registry().entrySet().stream()
                .anyMatch(row -> row.getKey().node16() == opening.node16()
                        && row.getKey().dek().equals(opening.dek())
                        && row.getValue().last().value() >= opening.number());
    }
}
