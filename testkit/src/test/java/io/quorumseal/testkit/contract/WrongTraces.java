package io.quorumseal.testkit.contract;

import static io.quorumseal.testkit.contract.Wrong.model;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapContext;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Providers that leave keys where they do not belong, and providers that are wrongly put together. */
final class WrongTraces {
    static final List<Wrong> ALL = List.of(
            model("secrecy.descriptions", "describes itself by a DEK", named -> new Noting(named) {
                @Override
                public String toString() {
                    return "KEK, once used for "
                            + HexFormat.of().withUpperCase().formatHex(first);
                }
            }),
            model("secrecy.errors", "quotes the DEK in errors", named -> new Noting(named) {
                @Override
                String message(Reply reply) {
                    return "failed after "
                            + Base64.getUrlEncoder().encodeToString(ModelKms.join(new byte[] {1}, first));
                }

                @Override
                KekException wrongKey() {
                    return new KekException(Kind.WRONG_KEY, "wrong", new IOException(message(new Reply(0, first))));
                }
            }),
            model("secrecy.logs", "traces what it wraps", named -> new Noting(named) {
                @Override
                void note(byte[] dek) {
                    System.getLogger("wrong")
                            .log(Level.TRACE, "DEK {0}", Base64.getEncoder().encodeToString(dek));
                }
            }),
            model("secrecy.blob", "adds a copy to the blob", named -> new Noting(named) {
                @Override
                public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
                    byte[] wrapped = super.wrap(dek, context, timeout);
                    return ModelKms.join(
                            wrapped, HexFormat.of().formatHex(first).getBytes(StandardCharsets.US_ASCII));
                }
            }),
            new Wrong(
                    "network.broken-answers",
                    "quotes what came of an answer",
                    folder -> ModelSubject.byFrames(new ModelProvider(Quoting::new, true))),
            model("network.error-answers", "quotes the body of an error", named -> new ModelKek(named) {
                @Override
                String message(Reply reply) {
                    return "the server says " + new String(reply.body(), StandardCharsets.ISO_8859_1);
                }
            }),
            new Wrong("memory.reachable", "keeps keys", folder -> {
                List<SecretBytes> kept = new ArrayList<>();
                return PlainSubject.of(() -> new PlainKek() {
                    @Override
                    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
                        kept.add(super.unwrap(wrapped, context, timeout));
                        return kept.get(kept.size() - 1).copy();
                    }
                });
            }),
            new Wrong(
                    "memory.buffers",
                    "drops a buffer with a key in it",
                    folder -> PlainSubject.of(() -> new PlainKek() {
                        @Override
                        public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
                            SecretBytes dek = super.unwrap(wrapped, context, timeout);
                            byte[] copy = dek.<byte[]>readSecret(byte[]::clone);
                            return SecretBytes.take(copy.clone());
                        }
                    })),
            packaged("discovery.class-path", "has no list of services", new Packaged().services("")),
            packaged(
                    "discovery.module-path",
                    "does not provide its service",
                    new Packaged().module("provides " + Packaged.SERVICE + " with p.internal.P;", "")),
            packaged(
                    "discovery.declarations-agree",
                    "is listed twice",
                    new Packaged().services("p.internal.P\np.internal.P\n")),
            packaged(
                    "discovery.exports",
                    "exports its inside",
                    new Packaged().module("provides", "exports p.internal; provides")),
            packaged(
                    "discovery.schemes",
                    "has a scheme with a colon",
                    new Packaged().type("\"plain\"", "\"plain\", \"Plain:\"")),
            new Wrong(
                    "discovery.constructor",
                    "is no public class",
                    folder -> ModelSubject.byHttp(new ModelProvider(ModelKek::new, true))));

    private WrongTraces() {}

    private static Wrong packaged(String name, String how, Packaged packaged) {
        return new Wrong(name, how, packaged::subject);
    }

    /** Says what it has of an answer that broke off. */
    private static final class Quoting extends ModelKek {
        Quoting(Named named) {
            super(named);
        }

        @Override
        String message(IOException why) {
            return why.getCause() instanceof Frames.EndInside end
                    ? "only this came: " + new String(end.got(), StandardCharsets.ISO_8859_1)
                    : super.message(why);
        }
    }

    /** Remembers the first DEK it wrapped. */
    private static class Noting extends ModelKek {
        byte[] first = {};

        Noting(Named named) {
            super(named);
        }

        void note(byte[] dek) {}

        @Override
        public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
            byte[] wrapped = super.wrap(dek, context, timeout);
            first = first.length > 0 ? first : dek.<byte[]>readSecret(byte[]::clone);
            note(first);
            return wrapped;
        }
    }
}
