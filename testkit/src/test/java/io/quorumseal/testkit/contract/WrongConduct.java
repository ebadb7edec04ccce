package io.quorumseal.testkit.contract;

import static io.quorumseal.testkit.contract.Wrong.model;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapContext;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Providers that are wrong about their life, about time, and about what failed. */
final class WrongConduct {
    private static final WrapContext PROBE = new WrapContext("probe", Purpose.STORAGE, new DekId(1));

    static final List<Wrong> ALL = List.of(
            model("lifetime.probe", "cannot be probed", named -> new ModelKek(named) {
                @Override
                public void probe(Duration timeout) {
                    throw new KekException(Kind.UNSUPPORTED, "no probe");
                }
            }),
            model("lifetime.16-threads", "serves one caller at a time only", Alone::new),
            model("lifetime.closed", "does not close", named -> new ModelKek(named) {
                @Override
                public void close() {}
            }),
            model("lifetime.closed-twice", "refuses to be closed again", named -> new ModelKek(named) {
                @Override
                public void close() {
                    checkOpen();
                    super.close();
                }
            }),
            new Wrong("lifetime.others-stay-open", "closes what others use", folder -> {
                AtomicBoolean closed = new AtomicBoolean();
                return ModelSubject.byHttp(new ModelProvider(named -> new SharedEnd(named, closed), true));
            }),
            new Wrong(
                    "taxonomy.misconfigured",
                    "ignores what it does not know",
                    folder -> ModelSubject.byHttp(new ModelProvider(named -> new ModelKek(named.by("owner")), false))),
            status("taxonomy.denied", 403, Kind.KEY_NOT_FOUND),
            status("taxonomy.key-disabled", 423, Kind.DENIED),
            status("taxonomy.key-not-found", 404, Kind.CORRUPT),
            model("network.deadline", "takes its own time", named -> new Slow(named, Duration.ofSeconds(5))),
            model("network.trickle", "limits the time of each read", PerRead::new),
            model("network.open-deadline", "opens without a limit", named -> {
                ModelKek kek = new ModelKek(named);
                kek.wrap(SecretBytes.take(new byte[32]), PROBE, Duration.ofSeconds(5));
                return kek;
            }),
            model("network.silence", "gives up for ever", named -> new ModelKek(named) {
                @Override
                Kind noAnswer(IOException why) {
                    close();
                    return super.noAnswer(why);
                }
            }),
            io("network.nobody-listens", SocketException.class, Kind.KEY_NOT_FOUND),
            io("network.hang-up", IOException.class, Kind.DENIED),
            io("network.reset", IOException.class, Kind.CORRUPT),
            io("network.garbled", IOException.class, Kind.CORRUPT),
            io("network.cut", IOException.class, Kind.MISCONFIGURED),
            status("network.500", 500, Kind.CORRUPT),
            status("network.503", 503, Kind.DENIED),
            status("network.429", 429, Kind.UNREACHABLE),
            status("network.throttled", 429, Kind.DENIED),
            model("network.interrupt", "does not survive an interrupt", Mortal::new),
            model("lifetime.interrupted", "does not survive an interrupt", Mortal::new),
            model("lifetime.in-time", "takes its time", named -> new ModelKek(named) {
                @Override
                byte[] call(String operation, WrapContext context, byte[] content, Duration timeout) {
                    await(new CountDownLatch(1), Duration.ofMillis(5_100));
                    return super.call(operation, context, content, timeout);
                }
            }),
            model("network.garbage", "calls an odd answer corrupt", named -> new ModelKek(named) {
                @Override
                void checkReply(String operation, byte[] request, Reply reply) {
                    try {
                        super.checkReply(operation, request, reply);
                    } catch (KekException e) {
                        throw new KekException(Kind.CORRUPT, "odd");
                    }
                }
            }),
            model("network.probe-both-ways", "probes by wrap only", named -> new ModelKek(named) {
                @Override
                public void probe(Duration timeout) {
                    wrap(SecretBytes.take(new byte[32]), PROBE, timeout);
                }
            }),
            model("network.another-operation", "takes any answer", Trusting::new),
            model("network.another-request", "takes any answer", Trusting::new));

    private WrongConduct() {}

    private static Wrong status(String name, int wrong, Kind kind) {
        return model(name, "calls status " + wrong + " " + kind, named -> new ModelKek(named) {
            @Override
            Kind kind(int status) {
                return status == wrong ? kind : super.kind(status);
            }
        });
    }

    private static Wrong io(String name, Class<? extends IOException> type, Kind kind) {
        return model(name, "calls a " + type.getSimpleName() + " " + kind, named -> new ModelKek(named) {
            @Override
            Kind noAnswer(IOException why) {
                return hasCause(why, type) ? kind : super.noAnswer(why);
            }
        });
    }

    private static boolean hasCause(Throwable failure, Class<?> type) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static void await(CountDownLatch event, Duration limit) {
        try {
            boolean unused = event.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Is closed by an interrupt. */
    private static final class Mortal extends ModelKek {
        Mortal(Named named) {
            super(named);
        }

        @Override
        Kind noAnswer(IOException why) {
            if (Thread.currentThread().isInterrupted()) {
                close();
            }
            return super.noAnswer(why);
        }
    }

    /** Takes at least some time. */
    private static final class Slow extends ModelKek {
        private final Duration least;

        Slow(Named named, Duration least) {
            super(named);
            this.least = least;
        }

        @Override
        byte[] call(String operation, WrapContext context, byte[] content, Duration timeout) {
            return super.call(operation, context, content, timeout.compareTo(least) > 0 ? timeout : least);
        }
    }

    /** Fails when it is called during a call. */
    private static final class Alone extends ModelKek {
        private final AtomicBoolean busy = new AtomicBoolean();

        Alone(Named named) {
            super(named);
        }

        @Override
        byte[] call(String operation, WrapContext context, byte[] content, Duration timeout) {
            if (!busy.compareAndSet(false, true)) {
                throw new IllegalStateException("called during a call");
            }
            try {
                return super.call(operation, context, content, timeout);
            } finally {
                busy.set(false);
            }
        }
    }

    /** Has its end in common with others. */
    private static final class SharedEnd extends ModelKek {
        private final AtomicBoolean ended;

        SharedEnd(Named named, AtomicBoolean ended) {
            super(named);
            this.ended = ended;
        }

        @Override
        public void close() {
            ended.set(true);
        }

        @Override
        void checkOpen() {
            if (ended.get()) {
                super.close();
            }
            super.checkOpen();
        }
    }

    /** Asks by a client whose time limit is one for each read. */
    private static final class PerRead extends ModelKek {
        PerRead(Named named) {
            super(named);
        }

        @Override
        byte[] call(String operation, WrapContext context, byte[] content, Duration timeout) {
            byte[] request = ModelKms.join(context(context), content);
            try {
                byte[] body = named.postPerRead(operation, request, timeout).body();
                return Arrays.copyOfRange(body, 32, body.length);
            } catch (IOException e) {
                throw new KekException(Kind.UNREACHABLE, "no answer", e);
            }
        }
    }

    /** Does not look whether an answer is one to its request. */
    private static final class Trusting extends ModelKek {
        Trusting(Named named) {
            super(named);
        }

        @Override
        void checkReply(String operation, byte[] request, Reply reply) {}
    }
}
