package io.quorumseal.testkit.contract;

import io.quorumseal.testkit.contract.ModelKek.Reply;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** By frames on a Unix socket, on connections that are used again, as gRPC and KMIP do. */
final class FrameWay implements ModelWay {
    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "limits of calls");
        thread.setDaemon(true);
        return thread;
    });

    private final UnixDomainSocketAddress server;
    private final Deque<SocketChannel> idle = new ConcurrentLinkedDeque<>();

    FrameWay(String path) {
        server = UnixDomainSocketAddress.of(Path.of(path));
    }

    @Override
    public Reply post(Named by, String operation, byte[] request, Duration limit) throws IOException {
        return post(message(by, operation, request), limit, false);
    }

    @Override
    public Reply postPerRead(Named by, String operation, byte[] request, Duration limit) throws IOException {
        return post(message(by, operation, request), limit, true);
    }

    /** A connection that was idle may have been closed meanwhile: then another one is tried. */
    private Reply post(byte[] message, Duration limit, boolean perRead) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        for (Optional<SocketChannel> used = used(); used.isPresent(); used = used()) {
            try {
                return exchange(used.get(), message, Duration.ofNanos(end - System.nanoTime()), perRead);
            } catch (IOException e) {
                if (end <= System.nanoTime() || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
        return exchange(connect(), message, Duration.ofNanos(end - System.nanoTime()), perRead);
    }

    private SocketChannel connect() throws IOException {
        try {
            return SocketChannel.open(server);
        } catch (IOException e) {
            throw new IOException(e);
        }
    }

    private Optional<SocketChannel> used() {
        return Optional.ofNullable(idle.poll());
    }

    private Reply exchange(SocketChannel channel, byte[] message, Duration limit, boolean perRead) throws IOException {
        try (Limit time = new Limit(channel, limit)) {
            Frames.write(channel, message);
            byte[] reply = Frames.read(channel, perRead ? time::anew : () -> {});
            int status = ByteBuffer.wrap(reply).getInt();
            idle.push(channel);
            return new Reply(status, Arrays.copyOfRange(reply, Integer.BYTES, reply.length));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException(e);
        }
    }

    private static byte[] message(Named by, String operation, byte[] request) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(operation);
        out.writeUTF(by.key());
        out.writeUTF(by.user());
        out.write(request);
        return bytes.toByteArray();
    }

    /** Closes a connection whose time is over, which ends what waits for it. */
    private static final class Limit implements AutoCloseable {
        private final SocketChannel channel;
        private final Duration limit;
        private Future<?> end;

        Limit(SocketChannel channel, Duration limit) {
            this.channel = channel;
            this.limit = limit;
            this.end = start();
        }

        private Future<?> start() {
            return CLOCK.schedule(this::over, limit.toNanos(), TimeUnit.NANOSECONDS);
        }

        private Void over() throws IOException {
            channel.close();
            return null;
        }

        void anew() {
            end.cancel(false);
            end = start();
        }

        @Override
        public void close() {
            end.cancel(false);
        }
    }
}
