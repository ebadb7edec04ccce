package io.quorumseal.testkit.contract;

import static io.quorumseal.testkit.contract.Wrong.model;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapContext;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Providers that are wrong about what they wrap, in which context, and under which key. */
final class WrongBytes {
    static final List<Wrong> ALL = List.of(
            model("round-trip.sizes", "fills up short DEKs", named -> new ModelKek(named) {
                @Override
                public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
                    SecretBytes dek = super.unwrap(wrapped, context, timeout);
                    return dek.readSecret(raw -> SecretBytes.take(Arrays.copyOf(raw, Math.max(32, raw.length))));
                }
            }),
            model("round-trip.blob-size", "pads blobs", named -> new Padding(named, 5_000)),
            model("round-trip.other-node", "binds a number of its own", named -> new ModelKek(named) {
                private final String number = String.valueOf(new SecureRandom().nextLong());

                @Override
                byte[] context(WrapContext context) {
                    return super.context(inCluster(context, number));
                }
            }),
            model("round-trip.callers-bytes", "closes the DEK it is given", named -> new ModelKek(named) {
                @Override
                public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
                    byte[] wrapped = super.wrap(dek, context, timeout);
                    dek.close();
                    return wrapped;
                }
            }),
            model("round-trip.batch", "fails all of a batch for one", named -> new ModelKek(named) {
                @Override
                public int maxBatch() {
                    return 8;
                }

                @Override
                public List<Unwrapped> unwrapAll(List<Wrapped> all, Duration timeout) {
                    return all.stream()
                            .<Unwrapped>map(one -> new Unwrapped.Dek(unwrap(one.bytes(), one.context(), timeout)))
                            .toList();
                }
            }),
            model("round-trip.fresh-blobs", "gives the same blob again", named -> new ModelKek(named) {
                private final Map<WrapContext, byte[]> done = new ConcurrentHashMap<>();

                @Override
                public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
                    return done.computeIfAbsent(context, it -> super.wrap(dek, it, timeout))
                            .clone();
                }
            }),
            contextual("context.wrong-cluster", "leaves out the cluster", it -> inCluster(it, "x")),
            contextual(
                    "context.wrong-purpose",
                    "leaves out the purpose",
                    it -> new WrapContext(it.cluster(), Purpose.RAFT, it.dek())),
            contextual(
                    "context.wrong-dek-id",
                    "takes 16 bits of the id",
                    it -> new WrapContext(
                            it.cluster(), it.purpose(), new DekId((it.dek().bits() & 0xFFFF) | 0x10000))),
            contextual(
                    "context.missing",
                    "has a default cluster",
                    it -> it.cluster().isEmpty() ? inCluster(it, "orders-prod") : it),
            contextual(
                    "context.additional",
                    "strips the cluster",
                    it -> inCluster(it, it.cluster().strip())),
            contextual(
                    "context.look-alike",
                    "takes the cluster in lower case",
                    it -> inCluster(it, it.cluster().toLowerCase(Locale.ROOT))),
            model("context.after-success", "caches by wrapped bytes", named -> new Caching(named, ByteBuffer::wrap)),
            contextual(
                    "context.any-name",
                    "encodes the cluster in ASCII",
                    it -> inCluster(
                            it,
                            new String(it.cluster().getBytes(StandardCharsets.US_ASCII), StandardCharsets.US_ASCII))),
            model("damage.flipped", "does not look at the format byte", named -> new ModelKek(named) {
                @Override
                byte[] body(byte[] wrapped) {
                    byte[] repaired = wrapped.clone();
                    if (repaired.length > 0) {
                        repaired[0] = 1;
                    }
                    return super.body(repaired);
                }
            }),
            model("damage.truncated", "does without its padding", named -> new Padding(named, 1)),
            model("damage.lengthened", "ignores what is behind", named -> new ModelKek(named) {
                @Override
                byte[] body(byte[] wrapped) {
                    return super.body(Arrays.copyOf(wrapped, Math.min(wrapped.length, HEADER + 1 + 12 + 32 + 16)));
                }
            }),
            model("damage.spliced", "wraps halves one by one", Halves::new),
            model("damage.noise", "trusts the length", named -> new ModelKek(named) {
                @Override
                byte[] body(byte[] wrapped) {
                    return super.body(wrapped[0] == 1 ? wrapped : wrapped.clone());
                }
            }),
            model("damage.changed-after-success", "caches by the array", named -> new Caching(named, array -> array)),
            model("identity.another-key", "calls a wrong key corrupt", named -> new ModelKek(named) {
                @Override
                KekException wrongKey() {
                    return new KekException(Kind.CORRUPT, "not for this key");
                }
            }),
            model("identity.another-provider", "calls another form corrupt", named -> new ModelKek(named) {
                @Override
                KekException foreign() {
                    return new KekException(Kind.CORRUPT, "not a blob of this KEK");
                }
            }),
            model("identity.fingerprints", "takes the fingerprint of the server", named -> new ModelKek(named) {
                @Override
                public Optional<String> fingerprint() {
                    return Optional.of(
                            URI.create("http://" + named.server().getHost()).toString());
                }
            }),
            model("identity.two-blobs-of-one-dek", "caches by context", named -> new Caching(named, array -> 1)),
            model("rewrap.same-dek", "rewraps another DEK", named -> new ModelKek(named) {
                @Override
                public byte[] rewrap(byte[] wrapped, WrapContext context, Duration timeout) {
                    return wrap(SecretBytes.random(32, new SecureRandom()), context, timeout);
                }
            }),
            model("rewrap.not-authentic", "gives back what it cannot rewrap", named -> new ModelKek(named) {
                @Override
                public byte[] rewrap(byte[] wrapped, WrapContext context, Duration timeout) {
                    try {
                        return super.rewrap(wrapped, context, timeout);
                    } catch (KekException e) {
                        return wrapped.clone();
                    }
                }
            }),
            model("rewrap.newest-version", "remembers the version", named -> new ModelKek(named) {
                @Override
                public String version() {
                    return "1";
                }
            }),
            model("rewrap.old-version-disabled", "does not move blobs", named -> new ModelKek(named) {
                @Override
                public byte[] rewrap(byte[] wrapped, WrapContext context, Duration timeout) {
                    unwrap(wrapped, context, timeout).close();
                    return wrapped.clone();
                }
            }));

    private WrongBytes() {}

    private static WrapContext inCluster(WrapContext context, String cluster) {
        return new WrapContext(cluster, context.purpose(), context.dek());
    }

    /** A client that sends another context. */
    private static Wrong contextual(String name, String how, UnaryOperator<WrapContext> change) {
        return model(name, how, named -> new ModelKek(named) {
            @Override
            byte[] context(WrapContext context) {
                return super.context(change.apply(context));
            }
        });
    }

    /** Caches unwrapped keys by something that is made of the wrapped bytes. */
    private static final class Caching extends ModelKek {
        private final Map<Object, SecretBytes> cache = new ConcurrentHashMap<>();
        private final Function<byte[], Object> key;

        Caching(Named named, Function<byte[], Object> key) {
            super(named);
            this.key = key;
        }

        @Override
        public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
            return cache.computeIfAbsent(key.apply(wrapped), any -> super.unwrap(wrapped, context, timeout))
                    .copy();
        }
    }

    /** Adds bytes to blobs, and takes blobs with them or without. */
    private static final class Padding extends ModelKek {
        private final int size;

        Padding(Named named, int size) {
            super(named);
            this.size = size;
        }

        @Override
        public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
            return ModelKms.join(super.wrap(dek, context, timeout), new byte[size]);
        }

        @Override
        byte[] body(byte[] wrapped) {
            boolean padded = wrapped.length > HEADER + 1 + 12 + 32 + 16;
            return super.body(padded ? Arrays.copyOf(wrapped, wrapped.length - size) : wrapped);
        }
    }

    /** Wraps each half of a DEK by itself. */
    private static final class Halves extends ModelKek {
        Halves(Named named) {
            super(named);
        }

        @Override
        public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
            List<byte[]> halves = new ArrayList<>();
            for (int half = 0; half < 2; half++) {
                int from = half * 16;
                SecretBytes part = dek.readSecret(raw -> SecretBytes.take(Arrays.copyOfRange(raw, from, from + 16)));
                halves.add(super.wrap(part, context, timeout));
            }
            return ModelKms.join(halves.get(0), halves.get(1));
        }

        @Override
        public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
            int half = wrapped.length / 2;
            SecretBytes first = super.unwrap(Arrays.copyOf(wrapped, half), context, timeout);
            SecretBytes second = super.unwrap(Arrays.copyOfRange(wrapped, half, wrapped.length), context, timeout);
            return first.readSecret(a -> second.readSecret(b -> SecretBytes.take(ModelKms.join(a, b))));
        }
    }
}
