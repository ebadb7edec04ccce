package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;
import static io.quorumseal.testkit.internal.contract.Scene.TIMEOUT;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

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
                    "once the KEK and all that it brought is closed, nothing that is reachable holds the DEK",
                    MemoryCases::reachable,
                    Need.OWN_BUFFERS),
            KekCase.of(
                    "memory.buffers",
                    "buffers that the provider allocated for the DEK are zeroed, also those that nobody uses any more",
                    MemoryCases::buffers,
                    Need.OWN_BUFFERS));

    private MemoryCases() {}

    private static void reachable(Scene scene) throws IOException {
        Masked masked = use(scene);
        scene.close();
        try (HeapDump dump = new HeapDump(true)) {
            byte[] dek = masked.reveal();
            byte[] text =
                    Base64.getEncoder().withoutPadding().encodeToString(dek).getBytes(StandardCharsets.US_ASCII);
            Expect.that(!dump.holds(dek), "the DEK must not be held after it was closed; do not cache or keep it");
            Expect.that(!dump.holds(text), "the DEK must not be held in base64 after it was closed");
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
