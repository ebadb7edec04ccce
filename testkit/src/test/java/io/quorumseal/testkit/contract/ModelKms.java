package io.quorumseal.testkit.contract;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quorumseal.api.DekId;
import io.quorumseal.api.KekException;
import io.quorumseal.api.Purpose;
import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.WrapContext;
import io.quorumseal.testkit.MemoryKek;
import io.quorumseal.testkit.contract.ModelKek.Reply;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small KMS: keys with versions, users, and an answer that names its request. Each version of a key is a
 * {@link MemoryKek}.
 */
final class ModelKms implements AutoCloseable {
    private static final int OK = 200;
    private static final Duration NO_LIMIT = Duration.ofDays(1);

    final Map<String, Key> keys = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    static final class Key {
        private final int number;
        private final List<MemoryKek> versions = new ArrayList<>();
        private int oldest;
        private boolean disabled;

        Key(int number) {
            this.number = number;
            rotate();
        }

        synchronized void rotate() {
            versions.add(new MemoryKek(1_000L * number + versions.size()));
        }

        synchronized void disableOldVersions() {
            oldest = versions.size() - 1;
        }

        synchronized void disable() {
            disabled = true;
        }

        private synchronized int newest() {
            if (disabled) {
                throw new KekException(KekException.Kind.KEY_DISABLED, "the key is disabled");
            }
            return versions.size() - 1;
        }

        private synchronized MemoryKek version(int version) {
            if (version < 0 || version >= versions.size()) {
                throw new KekException(KekException.Kind.CORRUPT, "there is no such version");
            }
            if (disabled || version < oldest) {
                throw new KekException(KekException.Kind.KEY_DISABLED, "the version is disabled");
            }
            return versions.get(version);
        }
    }

    ModelKms() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    URI uri() {
        return URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort());
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            String[] path = exchange.getRequestURI().getPath().split("/", -1);
            String user = String.valueOf(exchange.getRequestHeaders().getFirst("X-User"));
            Reply reply = answer(path[1], path[2], user, request);
            int length = reply.body().length;
            exchange.sendResponseHeaders(reply.status(), length == 0 ? -1 : length);
            exchange.getResponseBody().write(reply.body());
        }
    }

    /** Answers, by whatever way the question came. */
    Reply answer(String operation, String key, String user, byte[] request) throws IOException {
        try {
            byte[] answer = answer(operation, key, user.equals("owner"), request);
            return new Reply(OK, join(digest(operation, key, request), answer));
        } catch (KekException e) {
            return new Reply(status(e.kind()), new byte[0]);
        }
    }

    private static int status(KekException.Kind kind) {
        return switch (kind) {
            case DENIED -> 403;
            case KEY_NOT_FOUND -> 404;
            case KEY_DISABLED -> 423;
            default -> 422;
        };
    }

    /** What binds an answer to its request. */
    static byte[] digest(String operation, String key, byte[] request) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((operation + "/" + key + "/").getBytes(StandardCharsets.UTF_8));
            return digest.digest(request);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private byte[] answer(String operation, String name, boolean allowed, byte[] request) throws IOException {
        Key key = keys.get(name);
        if (!allowed) {
            throw new KekException(KekException.Kind.DENIED, "this user may not use the key");
        }
        if (key == null) {
            throw new KekException(KekException.Kind.KEY_NOT_FOUND, "there is no such key");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(request));
        WrapContext context = new WrapContext(in.readUTF(), Purpose.valueOf(in.readUTF()), new DekId(in.readInt()));
        byte[] content = in.readAllBytes();
        return switch (operation) {
            case "wrap" -> wrap(key, content, context);
            case "unwrap" -> unwrap(key, content, context);
            case "rewrap" -> wrap(key, unwrap(key, content, context), context);
            default -> new byte[] {(byte) key.newest()};
        };
    }

    private static byte[] wrap(Key key, byte[] content, WrapContext context) {
        int version = key.newest();
        try (SecretBytes dek = SecretBytes.take(content)) {
            return join(new byte[] {(byte) version}, key.version(version).wrap(dek, context, NO_LIMIT));
        }
    }

    private static byte[] unwrap(Key key, byte[] content, WrapContext context) {
        byte[] blob = Arrays.copyOfRange(content, 1, content.length);
        try (SecretBytes dek = key.version(content[0]).unwrap(blob, context, NO_LIMIT)) {
            return dek.<byte[]>readSecret(byte[]::clone);
        }
    }

    static byte[] request(byte[] context, byte[] content) {
        return join(context, content);
    }

    static byte[] context(WrapContext context) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeUTF(context.cluster());
            out.writeUTF(context.purpose().name());
            out.writeInt(context.dek().bits());
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
