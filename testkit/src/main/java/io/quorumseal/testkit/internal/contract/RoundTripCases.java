package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;
import static io.quorumseal.testkit.internal.contract.Scene.TIMEOUT;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.Kek.Unwrapped;
import io.quorumseal.api.spi.Kek.Wrapped;
import io.quorumseal.api.spi.WrapContext;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What was wrapped comes back, wherever it is unwrapped. */
final class RoundTripCases {
    static final List<KekCase> ALL = List.of(
            KekCase.of(
                    "round-trip.sizes",
                    "a DEK of 32 bytes comes back; of 0 to 64 bytes it comes back or is refused as UNSUPPORTED",
                    RoundTripCases::sizes),
            KekCase.of(
                    "round-trip.blob-size",
                    "wrapped bytes are at most 4,096, also with the longest name of a cluster",
                    RoundTripCases::blobSize),
            KekCase.of(
                    "round-trip.other-node",
                    "another opening of the URI unwraps what this one wrapped, and has the same fingerprint",
                    RoundTripCases::otherNode),
            KekCase.of(
                    "round-trip.callers-bytes",
                    "the DEK given stays open, wrapped bytes given stay as they are, and each DEK brought has a life"
                            + " of its own",
                    RoundTripCases::callersBytes),
            KekCase.of(
                    "round-trip.batch",
                    "of several DEKs each comes back in its place, or fails by itself",
                    RoundTripCases::batch),
            KekCase.of("round-trip.fresh-blobs", "1,000 wraps of one DEK differ", RoundTripCases::freshBlobs));

    private static final int MAX_BLOB = 4_096;
    private static final int LONGEST_CLUSTER = 255;
    private static final int LONGEST_DEK = 64;
    private static final int WRAPS = 1_000;
    private static final int MAX_BATCH = 50;

    private RoundTripCases() {}

    private static void sizes(Scene scene) {
        for (int length = 0; length <= LONGEST_DEK; length++) {
            SecretBytes dek = scene.dek(length);
            try {
                Expect.same(dek, scene.unwrap(scene.wrap(dek)), "what comes back of " + length + " bytes");
            } catch (KekException e) {
                boolean mayRefuse = length != Scene.DEK_LENGTH && e.kind() == Kind.UNSUPPORTED;
                Expect.that(mayRefuse, "a DEK of " + length + " bytes is refused as " + Expect.name(e));
            }
        }
    }

    private static void blobSize(Scene scene) {
        String cluster = "\u00fc".repeat(LONGEST_CLUSTER);
        WrapContext longest = new WrapContext(cluster, Purpose.STORAGE, DekId.of(0xFFFF_FFFFL));
        SecretBytes dek = scene.dek();
        byte[] wrapped = scene.kek().wrap(dek, longest, TIMEOUT);
        Expect.that(wrapped.length <= MAX_BLOB, "wrapped bytes are at most " + MAX_BLOB + ", not " + wrapped.length);
        Expect.same(dek, scene.keep(scene.kek().unwrap(wrapped, longest, TIMEOUT)), "what comes back");
    }

    private static void otherNode(Scene scene) {
        SecretBytes dek = scene.dek();
        Kek other = scene.open(scene.subject().uri());
        Expect.same(dek, scene.unwrap(other, scene.wrap(dek)), "what another opening unwraps");
        Expect.that(
                scene.kek().fingerprint().equals(other.fingerprint()),
                "two openings of one URI must have the same fingerprint");
    }

    private static void callersBytes(Scene scene) {
        SecretBytes dek = scene.dek();
        SecretBytes original = scene.keep(dek.copy());
        byte[] wrapped = scene.wrap(dek);
        Expect.same(original, dek, "the DEK given to wrap");
        byte[] before = wrapped.clone();
        scene.unwrap(wrapped).close();
        Expect.that(Arrays.equals(before, wrapped), "wrapped bytes that are given must not be changed");
        SecretBytes first = scene.unwrap(wrapped);
        SecretBytes second = scene.unwrap(wrapped);
        first.close();
        Expect.same(original, second, "a DEK brought, after another one was closed,");
    }

    private static void batch(Scene scene) {
        int size = Math.max(3, Math.min(scene.kek().maxBatch(), MAX_BATCH));
        List<SecretBytes> deks =
                IntStream.range(0, size).mapToObj(i -> scene.dek()).toList();
        List<Wrapped> all = new ArrayList<>(
                deks.stream().map(dek -> new Wrapped(scene.wrap(dek), CONTEXT)).toList());
        all.set(1, new Wrapped(all.get(1).bytes(), new WrapContext("other", Purpose.RAFT, CONTEXT.dek())));
        for (int from = 0; from < size; from += scene.kek().maxBatch()) {
            int to = Math.min(size, from + scene.kek().maxBatch());
            List<Unwrapped> outcomes = scene.kek().unwrapAll(all.subList(from, to), TIMEOUT);
            Expect.that(outcomes.size() == to - from, "unwrapAll must give as many outcomes as it was given DEKs");
            for (int i = from; i < to; i++) {
                checkOne(scene, i, deks.get(i), outcomes.get(i - from));
            }
        }
    }

    private static void checkOne(Scene scene, int place, SecretBytes dek, Unwrapped outcome) {
        if (outcome instanceof Unwrapped.Dek given) {
            scene.keep(given.secret());
            Expect.that(place != 1, "unwrapAll must not unwrap under another context");
            Expect.same(dek, given.secret(), "number " + place + " of a batch");
        } else if (outcome instanceof Unwrapped.Failed failed) {
            Expect.that(
                    place == 1 && Expect.NOT_AUTHENTIC.contains(failed.why().kind()),
                    "number " + place + " of a batch fails as " + Expect.name(failed.why()));
        }
    }

    private static void freshBlobs(Scene scene) {
        SecretBytes dek = scene.dek();
        Set<ByteBuffer> seen = new HashSet<>();
        for (int i = 0; i < WRAPS; i++) {
            Expect.that(seen.add(ByteBuffer.wrap(scene.wrap(dek))), "wrap number " + i + " repeats an earlier one");
        }
    }
}
