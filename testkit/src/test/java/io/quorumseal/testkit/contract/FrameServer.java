package io.quorumseal.testkit.contract;

import io.quorumseal.testkit.contract.ModelKek.Reply;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** {@link ModelKms} behind frames on a Unix socket. */
final class FrameServer implements Closeable {
    private final ModelKms kms;
    private final UnixDomainSocketAddress address;
    private final ServerSocketChannel listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    FrameServer(ModelKms kms) throws IOException {
        this.kms = kms;
        Path folder = Files.createTempDirectory("model");
        address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
        threads.execute(this::listen);
    }

    UnixDomainSocketAddress address() {
        return address;
    }

    private void listen() {
        try {
            while (listener.isOpen()) {
                SocketChannel client = listener.accept();
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            while (client.isOpen()) {
                DataInputStream in = new DataInputStream(new ByteArrayInputStream(Frames.read(client, () -> {})));
                Reply reply = kms.answer(in.readUTF(), in.readUTF(), in.readUTF(), in.readAllBytes());
                byte[] status = ByteBuffer.allocate(Integer.BYTES)
                        .putInt(reply.status())
                        .array();
                Frames.write(client, ModelKms.join(status, reply.body()));
            }
        } catch (IOException e) {
            // The client went away.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
        Files.delete(address.getPath());
        Files.delete(address.getPath().getParent());
    }
}
