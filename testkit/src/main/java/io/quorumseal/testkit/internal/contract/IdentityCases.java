package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;
import static io.quorumseal.testkit.internal.contract.Scene.TIMEOUT;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One key is not taken for another one, nor a blob for what is in it. */
final class IdentityCases {
    static final List<KekCase> ALL = List.of(
            KekCase.of(
                    "identity.another-key",
                    "another KEK's blob is refused, as WRONG_KEY where both have fingerprints that differ",
                    IdentityCases::anotherKey),
            KekCase.of("identity.fingerprints", "two keys have two fingerprints", IdentityCases::fingerprints),
            KekCase.of(
                    "identity.two-blobs-of-one-dek",
                    "two blobs of one DEK, and two DEKs in one context, are kept apart",
                    IdentityCases::twoBlobs));

    private IdentityCases() {}

    private static void anotherKey(Scene scene) {
        byte[] wrapped = scene.wrap(scene.dek());
        Kek other = scene.open(scene.subject().otherUri());
        boolean told =
                other.fingerprint().isPresent() && scene.kek().fingerprint().isPresent();
        Expect.kind(
                told ? Set.of(Kind.WRONG_KEY) : Expect.NOT_AUTHENTIC,
                "unwrapping under another KEK",
                () -> other.unwrap(wrapped, CONTEXT, TIMEOUT));
    }

    private static void fingerprints(Scene scene) {
        Optional<String> mine = scene.kek().fingerprint();
        Optional<String> theirs = scene.open(scene.subject().otherUri()).fingerprint();
        Expect.that(mine.isEmpty() || !mine.equals(theirs), "two keys must have two fingerprints");
    }

    private static void twoBlobs(Scene scene) {
        SecretBytes dek = scene.dek();
        SecretBytes another = scene.dek();
        byte[] first = scene.wrap(dek);
        byte[] second = scene.wrap(dek);
        byte[] third = scene.wrap(another);
        Expect.same(dek, scene.unwrap(first), "the first blob's content");
        Expect.same(another, scene.unwrap(third), "the third blob's content");
        Expect.same(dek, scene.unwrap(second), "the second blob's content");
        Expect.same(dek, scene.unwrap(first), "the first blob's content, once more,");
    }
}
