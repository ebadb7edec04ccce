package io.quorumseal.core.internal.key;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quorumseal.api.RejectedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class SlotPoolTest {
    private final List<AutoCloseable> made = new ArrayList<>();
    private final List<AutoCloseable> closed = new ArrayList<>();
    private final SlotPool<AutoCloseable> pool = new SlotPool<>(this::make);

    private Slot<AutoCloseable> make() {
        AutoCloseable cipher = new AutoCloseable() {
            @Override
            public void close() {
                closed.add(this);
            }
        };
        made.add(cipher);
        return new Slot<>(cipher, new byte[0]);
    }

    private List<Slot<AutoCloseable>> take(int count) {
        List<Slot<AutoCloseable>> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(pool.take());
        }
        return taken;
    }

    @Test
    void take_afterGive_isTheSame() {
        Slot<AutoCloseable> first = pool.take();
        pool.give(first);
        assertSame(first, pool.take());
    }

    @Test
    void take_byAnyThread_findsTheIdleOne() {
        Slot<AutoCloseable> only = pool.take();
        pool.give(only);
        for (int i = 0; i < 2 * SlotPool.SIZE; i++) {
            ExecutorService another = Executors.newSingleThreadExecutor();
            try {
                CompletableFuture.runAsync(
                                () -> {
                                    Slot<AutoCloseable> taken = pool.take();
                                    assertSame(only, taken);
                                    pool.give(taken);
                                },
                                another)
                        .join();
            } finally {
                another.shutdown();
            }
        }
        assertEquals(1, made.size());
    }

    @Test
    void take_asManyAsThereArePlaces_areKeptAndFoundAgain() {
        List<Slot<AutoCloseable>> taken = take(SlotPool.SIZE);
        assertEquals(SlotPool.SIZE, Set.copyOf(taken).size());
        taken.forEach(pool::give);
        assertEquals(Set.copyOf(taken), Set.copyOf(take(SlotPool.SIZE)));
        assertEquals(List.of(), closed);
    }

    @Test
    void take_moreThanThereArePlaces_isTemporary() {
        List<Slot<AutoCloseable>> taken = take(SlotPool.SIZE);
        Slot<AutoCloseable> temporary = pool.take();
        pool.give(temporary);
        assertEquals(List.of(temporary.cipher()), closed);
        pool.give(taken.get(0));
        assertSame(taken.get(0), pool.take());
        assertNotSame(temporary, pool.take());
    }

    @Test
    void close_idleOnesAtOnce_andBusyOnesWhenTheyAreGiven() {
        List<Slot<AutoCloseable>> taken = take(3);
        pool.give(taken.get(1));
        pool.close();
        assertEquals(List.of(taken.get(1).cipher()), closed);
        pool.give(taken.get(0));
        pool.give(taken.get(2));
        assertEquals(
                List.of(
                        taken.get(1).cipher(),
                        taken.get(0).cipher(),
                        taken.get(2).cipher()),
                closed);
        pool.close();
        assertEquals(3, closed.size());
    }

    @Test
    void take_afterClose_isRefused() {
        pool.give(pool.take());
        pool.close();
        assertEquals(
                RejectedException.Reason.CLOSED,
                assertThrows(RejectedException.class, pool::take).reason());
    }
}
