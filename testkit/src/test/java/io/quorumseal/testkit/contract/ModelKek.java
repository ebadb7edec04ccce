package io.quorumseal.testkit.contract;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.Kek;
import io.quorumseal.api.spi.WrapContext;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A right client of {@link ModelKms}. A blob is format (1) ‖ fingerprint (8) ‖ what the server made. Wrong ones override
 * a step.
 */
class ModelKek implements Kek {
    static final int HEADER = 9;
    private static final WrapContext PROBE = new WrapContext("probe", Purpose.STORAGE, new DekId(1));
    private static final int LONGEST = 4_096;

    final Named named;
    private volatile boolean closed;

    ModelKek(Named named) {
        this.named = named;
    }

    @Override
    public String description() {
        return named.toString();
    }

    @Override
    public String toString() {
        return description();
    }

    @Override
    public Optional<String> fingerprint() {
        return Optional.of(HexFormat.of().formatHex(header(), 1, HEADER));
    }

    byte[] header() {
        byte[] digest = ModelKms.digest("fingerprint", named.key(), new byte[0]);
        return ModelKms.join(new byte[] {1}, Arrays.copyOf(digest, HEADER - 1));
    }

    @Override
    public String version() {
        return String.valueOf(call("version", PROBE, new byte[0], Duration.ofSeconds(5))[0]);
    }

    @Override
    public byte[] wrap(SecretBytes dek, WrapContext context, Duration timeout) {
        if (dek.length() < 16 || dek.length() > 64) {
            throw new KekException(Kind.UNSUPPORTED, "a DEK of " + dek.length() + " bytes; use 32 bytes");
        }
        byte[] raw = dek.<byte[]>readSecret(byte[]::clone);
        return ModelKms.join(header(), call("wrap", context, raw, timeout));
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, WrapContext context, Duration timeout) {
        return SecretBytes.take(call("unwrap", context, body(wrapped), timeout));
    }

    @Override
    public byte[] rewrap(byte[] wrapped, WrapContext context, Duration timeout) {
        return ModelKms.join(header(), call("rewrap", context, body(wrapped), timeout));
    }

    byte[] body(byte[] wrapped) {
        checkOpen();
        if (wrapped.length == 0 || wrapped[0] != 1) {
            throw foreign();
        }
        if (wrapped.length <= HEADER || wrapped.length > LONGEST) {
            throw new KekException(Kind.CORRUPT, "these bytes are no wrapped DEK");
        }
        if (!Arrays.equals(wrapped, 0, HEADER, header(), 0, HEADER)) {
            throw wrongKey();
        }
        return Arrays.copyOfRange(wrapped, HEADER, wrapped.length);
    }

    KekException foreign() {
        return new KekException(Kind.WRONG_KEY, "these bytes were wrapped by something else");
    }

    KekException wrongKey() {
        return new KekException(Kind.WRONG_KEY, "the fingerprint is another one");
    }

    byte[] call(String operation, WrapContext context, byte[] content, Duration timeout) {
        checkOpen();
        byte[] request = ModelKms.request(context(context), content);
        Reply reply = exchange(operation, request, timeout);
        if (reply.status() != 200) {
            throw new KekException(kind(reply.status()), message(reply));
        }
        checkReply(operation, request, reply);
        byte[] body = reply.body();
        return Arrays.copyOfRange(body, Math.min(body.length, 32), body.length);
    }

    private Reply exchange(String operation, byte[] request, Duration timeout) {
        try {
            return named.post(operation, request, timeout);
        } catch (IOException e) {
            throw new KekException(noAnswer(e), message(e), e);
        }
    }

    void checkReply(String operation, byte[] request, Reply reply) {
        byte[] expected = ModelKms.digest(operation, named.key(), request);
        if (reply.body().length < 32 || !Arrays.equals(reply.body(), 0, 32, expected, 0, 32)) {
            throw new KekException(Kind.UNREACHABLE, "the answer is not one to this request");
        }
    }

    byte[] context(WrapContext context) {
        return ModelKms.context(context);
    }

    String message(Reply reply) {
        return "the server answers with status " + reply.status();
    }

    String message(IOException why) {
        return "no answer from the server";
    }

    Kind noAnswer(IOException why) {
        return Kind.UNREACHABLE;
    }

    Kind kind(int status) {
        return switch (status) {
            case 403 -> Kind.DENIED;
            case 404 -> Kind.KEY_NOT_FOUND;
            case 422 -> Kind.CORRUPT;
            case 423 -> Kind.KEY_DISABLED;
            case 429 -> Kind.THROTTLED;
            default -> Kind.UNREACHABLE;
        };
    }

    void checkOpen() {
        if (closed) {
            throw new RejectedException(RejectedException.Reason.CLOSED, "this KEK is closed");
        }
    }

    @Override
    public void probe(Duration timeout) {
        try (SecretBytes sample = SecretBytes.random(32, new SecureRandom());
                SecretBytes back = unwrap(wrap(sample, PROBE, timeout), PROBE, timeout)) {
            if (!sample.equals(back)) {
                throw new KekException(Kind.CORRUPT, "what was wrapped comes back as another one");
            }
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    /** A server's answer. */
    record Reply(int status, byte[] body) {}
}
