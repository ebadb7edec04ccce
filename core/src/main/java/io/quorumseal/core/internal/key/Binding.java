package io.quorumseal.core.internal.key;

import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import java.nio.ByteBuffer;

/** What a sealed form is bound to, beside its DEK. The two envelopes differ in nothing else. */
public enum Binding {
    /** A stored value, bound to the key under which it is stored: {@code version ‖ flag ‖ DEK id ‖ storage key}. */
    STORAGE(Purpose.STORAGE) {
        @Override
        ByteBuffer aad(Slot<?> slot, byte version, byte flag, int dekBits, ByteBuffer storageKey) {
            int size = storageKey.remaining();
            ByteBuffer aad = slot.aad(Suite.PREFIX_SIZE + size);
            aad.put(0, version).put(1, flag).putInt(2, dekBits);
            storageKey.get(storageKey.position(), aad.array(), aad.arrayOffset() + Suite.PREFIX_SIZE, size);
            return aad;
        }

        @Override
        boolean understands(byte flag) {
            return flag == 0;
        }
    },

    /** A log payload, bound to being one: {@code 'R' ‖ version ‖ DEK id}. The flag is not authenticated. */
    RAFT(Purpose.RAFT) {
        @Override
        ByteBuffer aad(Slot<?> slot, byte version, byte flag, int dekBits, ByteBuffer nothing) {
            if (nothing.hasRemaining()) {
                throw new RejectedException(
                        RejectedException.Reason.BAD_REQUEST, "a log payload is bound to no key, so none may be given");
            }
            ByteBuffer aad = slot.aad(Suite.PREFIX_SIZE);
            return aad.put(0, (byte) 'R').put(1, version).putInt(2, dekBits);
        }

        @Override
        boolean understands(byte flag) {
            return true;
        }
    };

    private final Purpose purpose;

    Binding(Purpose purpose) {
        this.purpose = purpose;
    }

    /** The purpose of the DEKs that seal with this binding. */
    public Purpose purpose() {
        return purpose;
    }

    abstract ByteBuffer aad(Slot<?> slot, byte version, byte flag, int dekBits, ByteBuffer bindingKey);

    abstract boolean understands(byte flag);
}
