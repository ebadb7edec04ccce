package io.quorumseal.core.internal.key;

import io.quorumseal.api.SecretBytes;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sealers or openers under one derived key, which is zeroed with them. */
final class KeyedPool<C extends AutoCloseable> implements AutoCloseable {
    private final SecretBytes key;
    private final SlotPool<C> slots;

    /**
     * Makes an empty pool.
     *
     * @param key the derived key; the pool's from here on
     * @param salt what it was derived for
     */
    KeyedPool(SecretBytes key, byte[] salt, Function<SecretBytes, C> cipher) {
        this.key = key;
        this.slots = new SlotPool<>(() -> new Slot<>(cipher.apply(key), salt));
    }

    /** Takes a slot; null if the pool is closed. */
    @Nullable
    Slot<C> take() {
        return slots.tryTake();
    }

    void give(Slot<C> slot) {
        slots.give(slot);
    }

    SecretBytes copyOfKey() {
        return key.copy();
    }

    /** Closes the slots before the key, so that who finds the key closed finds the pool closed. */
    @Override
    public void close() {
        slots.close();
        key.close();
    }
}
