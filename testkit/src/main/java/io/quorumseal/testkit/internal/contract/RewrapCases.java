package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;
import static io.quorumseal.testkit.internal.contract.Scene.TIMEOUT;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapContext;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A wrapped DEK is moved to the newest version of the key. */
final class RewrapCases {
    static final List<KekCase> ALL = List.of(
            KekCase.of(
                    "rewrap.same-dek",
                    "a rewrapped blob holds the same DEK in the same context; the old one stays readable",
                    RewrapCases::sameDek),
            KekCase.of("rewrap.not-authentic", "what does not unwrap does not rewrap", RewrapCases::notAuthentic),
            KekCase.of(
                    "rewrap.newest-version",
                    "after a rotation the version is another one, old blobs are readable, and rewrap works",
                    RewrapCases::newestVersion,
                    KekNeeds.ROTATION),
            KekCase.of(
                    "rewrap.old-version-disabled",
                    "rewrap moves a blob off the old version, which then can be disabled",
                    RewrapCases::oldVersionDisabled,
                    KekNeeds.ROTATION,
                    KekNeeds.OLD_VERSIONS_DISABLED));

    private static final Set<Kind> UNUSABLE = EnumSet.of(Kind.KEY_DISABLED, Kind.KEY_NOT_FOUND);

    private RewrapCases() {}

    private static void sameDek(Scene scene) {
        SecretBytes dek = scene.dek();
        byte[] old = scene.wrap(dek);
        byte[] moved = scene.kek().rewrap(old, CONTEXT, TIMEOUT);
        Expect.same(dek, scene.unwrap(moved), "what a rewrapped blob holds");
        Expect.same(dek, scene.unwrap(old), "what the old blob holds");
        refuseElsewhere(scene, moved);
    }

    private static void refuseElsewhere(Scene scene, byte[] wrapped) {
        WrapContext other = new WrapContext(CONTEXT.cluster(), CONTEXT.purpose(), new DekId(8));
        Expect.kind(
                Kind.CORRUPT,
                "unwrapping a rewrapped blob in another context",
                () -> scene.kek().unwrap(wrapped, other, TIMEOUT));
    }

    private static void notAuthentic(Scene scene) {
        byte[] wrapped = scene.wrap(scene.dek());
        WrapContext other = new WrapContext(CONTEXT.cluster(), CONTEXT.purpose(), new DekId(8));
        Expect.kind(
                Kind.CORRUPT, "rewrapping in another context", () -> scene.kek().rewrap(wrapped, other, TIMEOUT));
        wrapped[wrapped.length - 1] ^= 1;
        Expect.kind(
                Expect.NOT_AUTHENTIC,
                "rewrapping what was changed",
                () -> scene.kek().rewrap(wrapped, CONTEXT, TIMEOUT));
    }

    private static void newestVersion(Scene scene) throws Exception {
        SecretBytes dek = scene.dek();
        byte[] old = scene.wrap(dek);
        String before = scene.kek().version();
        scene.subject().rotate().orElseThrow().run();
        Expect.same(dek, scene.unwrap(old), "what a blob of the old version holds");
        byte[] moved = scene.kek().rewrap(old, CONTEXT, TIMEOUT);
        String after = scene.kek().version();
        Expect.that(!before.equals(after), "after a rotation version() must not say " + before + " any more");
        Expect.same(dek, scene.unwrap(moved), "what a blob of the new version holds");
        Expect.same(dek, scene.unwrap(old), "what a blob of the old version holds after rewrap");
        refuseElsewhere(scene, moved);
    }

    private static void oldVersionDisabled(Scene scene) throws Exception {
        SecretBytes dek = scene.dek();
        byte[] old = scene.wrap(dek);
        scene.subject().rotate().orElseThrow().run();
        byte[] moved = scene.kek().rewrap(old, CONTEXT, TIMEOUT);
        byte[] fresh = scene.wrap(dek);
        scene.subject().disableOldVersions().orElseThrow().run();
        Expect.same(dek, scene.unwrap(moved), "what a rewrapped blob holds after the old version is disabled");
        Expect.same(dek, scene.unwrap(fresh), "what a blob wrapped since the rotation holds");
        Expect.kind(
                UNUSABLE,
                "unwrapping under a disabled version",
                () -> scene.kek().unwrap(old, CONTEXT, TIMEOUT));
    }
}
