package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;
import static io.quorumseal.testkit.internal.contract.Scene.TIMEOUT;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Keys leave the memory when they are closed. Looks for one in a dump of the heap.
 *
 * <p>What this does not see: memory outside of the heap, copies that the garbage collector leaves behind when it moves an
 * array, and, as to buffers, what was collected between the use and the dump. So a success proves little, and a failure
 * much.
 */
final class MemoryCases {
    static final List<KekCase> ALL = List.of(
            KekCase.of(
                    "memory.reachable",
                    "soon after the KEK and all that it brought is closed, nothing that is reachable holds the DEK",
                    MemoryCases::reachable,
                    KekNeeds.OWN_BUFFERS),
            KekCase.of(
                    "memory.buffers",
                    "buffers that the provider allocated for the DEK are zeroed, also those that nobody uses any more",
                    MemoryCases::buffers,
                    KekNeeds.OWN_BUFFERS));

    /** How long threads of a library may take to end, with the buffers that they hold. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(500);

    private MemoryCases() {}

    private static void reachable(Scene scene) throws IOException, InterruptedException {
        Masked masked = use(scene);
        scene.close();
        long start = System.nanoTime();
        Optional<String> held = held(masked);
        while (held.isPresent() && System.nanoTime() - start < SOON.toNanos()) {
            Thread.sleep(PAUSE.toMillis());
            held = held(masked);
        }
        Expect.that(held.isEmpty(), held.orElse(""));
    }

    /** What of a DEK is reachable. */
    private static Optional<String> held(Masked masked) throws IOException {
        try (HeapDump dump = new HeapDump(true)) {
            byte[] dek = masked.reveal();
            byte[] text = Base64.getEncoder().withoutPadding().encode(dek);
            try {
                if (dump.holds(dek)) {
                    return Optional.of("the DEK must not be held after it was closed; do not cache or keep it");
                }
                return dump.holds(text)
                        ? Optional.of("the DEK must not be held in base64 after it was closed")
                        : Optional.empty();
            } finally {
                Arrays.fill(dek, (byte) 0);
                Arrays.fill(text, (byte) 0);
            }
        }
    }

    private static void buffers(Scene scene) throws IOException {
        scene.unwrap(scene.wrap(scene.dek())).close();
        System.gc();
        Masked masked = use(scene);
        try (HeapDump dump = new HeapDump(false)) {
            Expect.that(
                    !dump.holds(masked.reveal()),
                    "a buffer that held the DEK was dropped with the DEK in it; zero it when it is done with");
        }
    }

    /** Wraps and unwraps a DEK in every way, and closes all that comes of it, but not the KEK. */
    private static Masked use(Scene scene) {
        Kek kek = scene.kek();
        try (SecretBytes dek = SecretBytes.random(Scene.DEK_LENGTH, scene.random())) {
            Masked masked = new Masked(dek, scene.random());
            byte[] wrapped = kek.rewrap(kek.wrap(dek, CONTEXT, TIMEOUT), CONTEXT, TIMEOUT);
            kek.unwrap(wrapped, CONTEXT, TIMEOUT).close();
            kek.unwrapAll(List.of(new Kek.Wrapped(wrapped, CONTEXT)), TIMEOUT).forEach(MemoryCases::close);
            return masked;
        }
    }

    private static void close(Kek.Unwrapped outcome) {
        if (outcome instanceof Kek.Unwrapped.Dek dek) {
            dek.secret().close();
        }
    }
}
