package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;
import static io.quorumseal.testkit.internal.contract.Scene.TIMEOUT;

import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.testkit.KekSubject.Action;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Each kind of failure is told apart, because each asks for something else to be done. */
final class TaxonomyCases {
    static final List<KekCase> ALL = List.of(
            KekCase.of(
                    "taxonomy.misconfigured",
                    "a URI with a parameter that is not known is refused as MISCONFIGURED",
                    TaxonomyCases::misconfigured),
            KekCase.of(
                    "taxonomy.denied",
                    "a key that may not be used fails as DENIED, at opening or at use",
                    TaxonomyCases::denied,
                    KekNeeds.DENIED),
            KekCase.of(
                    "taxonomy.key-disabled",
                    "a disabled key fails as KEY_DISABLED",
                    scene -> unusable(
                            scene, scene.subject().disableKey(), Kind.KEY_DISABLED, EnumSet.of(Kind.KEY_DISABLED)),
                    KekNeeds.DISABLED_KEY),
            KekCase.of(
                    "taxonomy.key-not-found",
                    "a deleted key fails as KEY_NOT_FOUND, or as KEY_DISABLED while it waits for deletion",
                    scene -> unusable(
                            scene,
                            scene.subject().deleteKey(),
                            Kind.KEY_NOT_FOUND,
                            EnumSet.of(Kind.KEY_NOT_FOUND, Kind.KEY_DISABLED)),
                    KekNeeds.DELETED_KEY));

    private TaxonomyCases() {}

    private static void misconfigured(Scene scene) {
        String uri = scene.subject().uri();
        String odd = uri + (uri.contains("?") ? "&" : "?") + "no-such-parameter=1";
        Expect.kind(Kind.MISCONFIGURED, "opening a URI with an unknown parameter", () -> scene.open(odd));
    }

    private static void denied(Scene scene) throws Exception {
        Optional<String> uri = scene.subject().deniedUri();
        if (uri.isEmpty()) {
            unusable(scene, Optional.empty(), Kind.DENIED, EnumSet.of(Kind.DENIED));
            return;
        }
        byte[] wrapped = scene.wrap(scene.dek());
        SecretBytes dek = scene.dek();
        Set<Kind> denied = EnumSet.of(Kind.DENIED);
        Expect.kind(
                denied, "unwrap without permission", () -> scene.open(uri.get()).unwrap(wrapped, CONTEXT, TIMEOUT));
        Expect.kind(
                denied, "wrap without permission", () -> scene.open(uri.get()).wrap(dek, CONTEXT, TIMEOUT));
    }

    /** Makes the key unusable, by the action or else by the service's own answer. */
    private static void unusable(Scene scene, Optional<Action> action, Kind answer, Set<Kind> expected)
            throws Exception {
        SecretBytes dek = scene.dek();
        byte[] wrapped = scene.wrap(dek);
        if (action.isPresent()) {
            action.get().run();
        } else {
            scene.faults().always(scene.answer(answer).orElseThrow());
        }
        Expect.kind(
                expected,
                "opening and unwrap",
                () -> scene.open(scene.subject().uri()).unwrap(wrapped, CONTEXT, TIMEOUT));
        expectAllOrNone(scene.kek(), dek, wrapped, expected);
    }

    /** What was opened before may go on with a key that it holds in memory. */
    private static void expectAllOrNone(Kek kek, SecretBytes dek, byte[] wrapped, Set<Kind> kinds) {
        if (Expect.outcome(() -> kek.unwrap(wrapped, CONTEXT, TIMEOUT)).isPresent()) {
            expectAll(kek, dek, wrapped, kinds);
        }
    }

    static void expectAll(Kek kek, SecretBytes dek, byte[] wrapped, Set<Kind> kinds) {
        Expect.kind(kinds, "wrap", () -> kek.wrap(dek, CONTEXT, TIMEOUT));
        Expect.kind(kinds, "unwrap", () -> kek.unwrap(wrapped, CONTEXT, TIMEOUT));
        Expect.kind(kinds, "rewrap", () -> kek.rewrap(wrapped, CONTEXT, TIMEOUT));
        Expect.kind(kinds, "probe", Expect.deed(() -> kek.probe(TIMEOUT)));
    }
}
