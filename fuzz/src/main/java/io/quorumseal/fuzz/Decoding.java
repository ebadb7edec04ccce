package io.quorumseal.fuzz;

import com.sun.management.ThreadMXBean;
import io.quorumseal.api.MalformedException;
import io.quorumseal.api.MalformedException.Defect;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A decoder's promise: bytes decode or give a {@link MalformedException} with one of the documented defects, nothing else is
 * thrown, and what is allocated is in proportion to the bytes, whatever sizes they announce.
 */
final class Decoding {
    /** What an empty input may cost: buffers of fixed size, and the error with its stack trace. */
    private static final long ALLOCATED_AT_LEAST = 128 << 10;

    /** What one byte may cost: some bytes that stand for an object of many, copied some times. */
    private static final long ALLOCATED_PER_BYTE = 1 << 10;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Decoding() {}

    /** Decodes; empty if the bytes are malformed. */
    static <T> Optional<T> of(byte[] input, Set<Defect> documented, Supplier<T> decoder) {
        return withinBounds(input, () -> {
            try {
                return Optional.of(decoder.get());
            } catch (MalformedException malformed) {
                require(documented.contains(malformed.defect()), "not a documented defect", malformed);
                return Optional.empty();
            }
        });
    }

    /** Runs what does not fail. What is made at first use only, and the compiler's work, is not the input's: so once more. */
    static <T> T withinBounds(byte[] input, Supplier<T> decoder) {
        long most = ALLOCATED_AT_LEAST + ALLOCATED_PER_BYTE * input.length;
        long before = allocated();
        T result = decoder.get();
        if (allocated() - before > most) {
            before = allocated();
            result = decoder.get();
            long again = allocated() - before;
            require(again <= most, () -> again + " bytes were allocated for " + input.length + " bytes of input");
        }
        return result;
    }

    private static long allocated() {
        return THREADS.getCurrentThreadAllocatedBytes();
    }

    static void require(boolean holds, String broken) {
        require(holds, () -> broken);
    }

    static void require(boolean holds, Supplier<String> broken) {
        if (!holds) {
            throw new AssertionError(broken.get());
        }
    }

    private static void require(boolean holds, String broken, Throwable cause) {
        if (!holds) {
            throw new AssertionError(broken + ": " + cause, cause);
        }
    }
}
