package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;
import static io.quorumseal.testkit.internal.contract.Scene.TIMEOUT;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapContext;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A wrapped DEK opens in its own context only. */
final class ContextCases {
    private static final String CLUSTER = CONTEXT.cluster();

    static final List<KekCase> ALL = List.of(
            refused("wrong-cluster", "another cluster", inCluster("orders-test")),
            refused("wrong-purpose", "the other purpose", new WrapContext(CLUSTER, Purpose.STORAGE, CONTEXT.dek())),
            refused(
                    "wrong-dek-id",
                    "another DEK id",
                    withId(8),
                    withId(7L << 8),
                    withId(7L << 24),
                    withId(0x8000_0007L),
                    withId(0x1_0007L)),
            refused("missing", "a context with the cluster missing", inCluster("")),
            refused(
                    "additional",
                    "a context with something added or left out",
                    inCluster(CLUSTER + "2"),
                    inCluster(CLUSTER + " "),
                    inCluster(CLUSTER + "\0"),
                    inCluster(CLUSTER.substring(1)),
                    inCluster(CLUSTER.substring(0, CLUSTER.length() - 1))),
            refused(
                    "look-alike",
                    "a cluster whose name is written alike",
                    inCluster(CLUSTER.toUpperCase(Locale.ROOT)),
                    inCluster(CLUSTER + "/raft"),
                    inCluster(CLUSTER + ",purpose=raft"),
                    inCluster("orders%2Dprod"),
                    inCluster("\"" + CLUSTER + "\"")),
            KekCase.of(
                    "context.after-success",
                    "what was unwrapped before in its context is still refused in another one",
                    ContextCases::afterSuccess),
            KekCase.of(
                    "context.any-name",
                    "a cluster's name may hold any characters, each of which counts",
                    ContextCases::anyName));

    private ContextCases() {}

    private static KekCase refused(String name, String what, WrapContext... others) {
        return KekCase.of("context." + name, "unwrapping in " + what + " fails as CORRUPT", scene -> {
            byte[] wrapped = scene.wrap(scene.dek());
            for (WrapContext other : others) {
                refuse(scene, wrapped, other);
            }
        });
    }

    private static void refuse(Scene scene, byte[] wrapped, WrapContext other) {
        Expect.kind(
                Kind.CORRUPT,
                "unwrapping in " + other + " what was wrapped in another context",
                () -> scene.kek().unwrap(wrapped, other, TIMEOUT));
    }

    private static void afterSuccess(Scene scene) {
        byte[] wrapped = scene.wrap(scene.dek());
        scene.unwrap(wrapped);
        refuse(scene, wrapped, withId(8));
        scene.unwrap(wrapped);
    }

    /** Characters that mean something to JSON, URIs, headers and to what joins parts; and two that look the same. */
    private static void anyName(Scene scene) {
        List<WrapContext> contexts = Stream.of(
                        "a/b c",
                        "\"{\\",
                        "k=v,x;y&z",
                        "%00",
                        "?",
                        "\u6f22",
                        "\u5b57",
                        "\ud83d\ude00",
                        "\u00e9",
                        "e\u0301")
                .map(ContextCases::inCluster)
                .toList();
        SecretBytes dek = scene.dek();
        for (WrapContext context : contexts) {
            byte[] wrapped = scene.kek().wrap(dek, context, TIMEOUT);
            SecretBytes back = scene.keep(scene.kek().unwrap(wrapped, context, TIMEOUT));
            Expect.same(dek, back, "what comes back in " + context);
            contexts.stream().filter(other -> !other.equals(context)).forEach(other -> refuse(scene, wrapped, other));
        }
    }

    private static WrapContext inCluster(String cluster) {
        return new WrapContext(cluster, CONTEXT.purpose(), CONTEXT.dek());
    }

    private static WrapContext withId(long id) {
        return new WrapContext(CLUSTER, CONTEXT.purpose(), DekId.of(id));
    }
}
