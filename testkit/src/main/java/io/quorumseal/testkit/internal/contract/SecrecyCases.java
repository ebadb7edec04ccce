package io.quorumseal.testkit.internal.contract;

import static io.quorumseal.testkit.internal.contract.Scene.CONTEXT;
import static io.quorumseal.testkit.internal.contract.Scene.TIMEOUT;

import io.quorumseal.api.DekId;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.proxy.Fault;
import io.quorumseal.testkit.proxy.FaultProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Nothing secret gets into texts. */
final class SecrecyCases {
    static final List<KekCase> ALL = List.of(
            KekCase.of(
                    "secrecy.descriptions",
                    "description, fingerprint, version and toString, of KEK and provider, show nothing secret",
                    SecrecyCases::descriptions),
            KekCase.of("secrecy.errors", "no error shows a key, its causes included", SecrecyCases::errors),
            KekCase.of(
                    "secrecy.logs", "nothing printed or logged, at the finest level, shows a key", SecrecyCases::logs),
            KekCase.of("secrecy.blob", "wrapped bytes do not show what is wrapped", SecrecyCases::blob),
            KekCase.of(
                    "network.broken-answers",
                    "neither errors nor logs quote an answer that is cut",
                    scene -> unquoted(scene, SecrecyCases::cut),
                    KekNeeds.STREAM),
            KekCase.of(
                    "network.error-answers",
                    "neither errors nor logs quote an answer that comes with an error's status",
                    scene -> unquoted(scene, SecrecyCases::withStatus),
                    KekNeeds.HTTP));

    /** Enough for a client that tries again what failed. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private SecrecyCases() {}

    private static Spellings spellings(Scene scene, SecretBytes dek) {
        List<byte[]> all = new ArrayList<>(scene.subject().secrets());
        all.add(dek.<byte[]>readSecret(byte[]::clone));
        return new Spellings(all);
    }

    private static void descriptions(Scene scene) {
        SecretBytes dek = scene.dek();
        Kek kek = scene.kek();
        scene.unwrap(scene.wrap(dek));
        Spellings spellings = spellings(scene, dek);
        spellings.checkAbsent("description()", kek.description());
        spellings.checkAbsent("fingerprint()", kek.fingerprint().orElse(""));
        spellings.checkAbsent("version()", kek.version());
        spellings.checkAbsent("toString() of the KEK", kek.toString());
        spellings.checkAbsent(
                "toString() of the provider", scene.subject().provider().toString());
    }

    private static void errors(Scene scene) {
        SecretBytes dek = scene.dek();
        List<Throwable> failures = useAndMisuse(scene, dek);
        Expect.that(!failures.isEmpty(), "misuse must fail");
        Spellings spellings = spellings(scene, dek);
        failures.forEach(
                failure -> spellings.checkAbsent("a " + failure.getClass().getSimpleName(), Spellings.trace(failure)));
    }

    private static void logs(Scene scene) {
        SecretBytes dek = scene.dek();
        String text;
        try (Captured captured = new Captured()) {
            useAndMisuse(scene, dek);
            text = captured.text();
        }
        spellings(scene, dek).checkAbsent("what is logged", text);
    }

    private static void blob(Scene scene) {
        SecretBytes dek = scene.dek();
        String wrapped = new String(scene.wrap(dek), StandardCharsets.ISO_8859_1);
        spellings(scene, dek).checkAbsent("the wrapped bytes", wrapped);
    }

    /** Does right and wrong things to a KEK. */
    private static List<Throwable> useAndMisuse(Scene scene, SecretBytes dek) {
        byte[] wrapped = scene.wrap(dek);
        scene.unwrap(scene.kek().rewrap(wrapped, CONTEXT, TIMEOUT));
        scene.kek().probe(TIMEOUT);
        byte[] damaged = wrapped.clone();
        damaged[damaged.length - 1] ^= 1;
        byte[] foreign = wrapped.clone();
        foreign[0] ^= 0x7F;
        WrapContext elsewhere = new WrapContext("elsewhere", CONTEXT.purpose(), new DekId(9));
        Kek kek = scene.kek();
        List<Throwable> failures = new ArrayList<>();
        for (byte[] bytes : List.of(damaged, foreign, new byte[0], new byte[4_097])) {
            Expect.outcome(() -> kek.unwrap(bytes, CONTEXT, TIMEOUT)).ifPresent(failures::add);
            Expect.outcome(() -> kek.rewrap(bytes, CONTEXT, TIMEOUT)).ifPresent(failures::add);
        }
        Expect.outcome(() -> kek.unwrap(wrapped, elsewhere, TIMEOUT)).ifPresent(failures::add);
        Kek other = scene.open(scene.subject().otherUri());
        Expect.outcome(() -> other.unwrap(wrapped, CONTEXT, TIMEOUT)).ifPresent(failures::add);
        kek.close();
        Expect.outcome(() -> kek.wrap(dek, CONTEXT, TIMEOUT)).ifPresent(failures::add);
        Expect.outcome(() -> kek.unwrap(wrapped, CONTEXT, TIMEOUT)).ifPresent(failures::add);
        return failures;
    }

    private static void unquoted(Scene scene, Function<FaultProxy.Answer, List<Fault>> broken) {
        SecretBytes dek = scene.dek();
        byte[] wrapped = scene.wrap(dek);
        FaultProxy.Answer answer = scene.faults().keep();
        scene.unwrap(wrapped);
        List<Throwable> failures = new ArrayList<>();
        String text;
        try (Captured captured = new Captured()) {
            for (Fault fault : broken.apply(answer)) {
                scene.faults().always(fault);
                Expect.outcome(() -> scene.kek().unwrap(wrapped, CONTEXT, SHORT))
                        .ifPresent(failures::add);
                Expect.outcome(() -> scene.kek().wrap(dek, CONTEXT, SHORT)).ifPresent(failures::add);
                scene.faults().clear();
            }
            text = captured.text();
        }
        Spellings spellings = spellings(scene, dek);
        spellings.checkAbsent("what is logged of a broken answer", text);
        failures.forEach(failure -> spellings.checkAbsent("the error of a broken answer", Spellings.trace(failure)));
    }

    private static List<Fault> cut(FaultProxy.Answer answer) {
        int length = answer.length();
        return List.of(Fault.cutAfter(length - 1), Fault.cutAfter(length - 9));
    }

    private static List<Fault> withStatus(FaultProxy.Answer answer) {
        return List.of(
                Fault.replayAs(400, answer),
                Fault.replayAs(403, answer),
                Fault.replayAs(404, answer),
                Fault.replayAs(429, answer),
                Fault.replayAs(500, answer));
    }
}
