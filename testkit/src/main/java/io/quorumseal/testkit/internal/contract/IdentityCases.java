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
            KekCase.of(
                    "identity.another-provider",
                    "bytes that do not start as the KEK's own are refused as WRONG_KEY where it has a fingerprint",
                    IdentityCases::anotherProvider),
            KekCase.of("identity.fingerprints", "two keys have two fingerprints", IdentityCases::fingerprints),
            KekCase.of(
                    "identity.two-blobs-of-one-dek",
                    "two blobs of one DEK, and two DEKs in one context, are kept apart",
                    IdentityCases::twoBlobs));

    private static final int[] OTHER_PROVIDERS = {60, 69, 119, 285, 1_207};

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

    /** Of the lengths that blobs of the reference, of a local key, of a key pair and of a service have. */
    private static void anotherProvider(Scene scene) {
        byte first = scene.wrap(scene.dek())[0];
        boolean told = scene.kek().fingerprint().isPresent();
        for (int length : OTHER_PROVIDERS) {
            byte[] foreign = new byte[length];
            scene.random().nextBytes(foreign);
            foreign[0] = (byte) (first + 1 + (foreign[0] & 0x7F));
            Expect.kind(
                    told ? Set.of(Kind.WRONG_KEY) : Expect.NOT_AUTHENTIC,
                    "unwrapping " + length + " bytes that another provider may have wrapped",
                    () -> scene.kek().unwrap(foreign, CONTEXT, TIMEOUT));
        }
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
