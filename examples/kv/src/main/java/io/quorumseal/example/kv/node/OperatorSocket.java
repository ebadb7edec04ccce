package io.quorumseal.example.kv.node;

import io.quorumseal.tool.OperatorTool;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where a node takes its operator's commands: a Unix domain socket, in a directory that only the node's own user may
 * enter. The node runs the command itself and sends back what it said. One at a time.
 */
final class OperatorSocket implements AutoCloseable {
    private final OperatorTool tool;
    private final Path socket;
    private final ServerSocketChannel server;

    private OperatorSocket(OperatorTool tool, Path socket, ServerSocketChannel server) {
        this.tool = tool;
        this.socket = socket;
        this.server = server;
    }

    static OperatorSocket open(Path socket, OperatorTool tool) throws IOException {
        Path directory = socket.toAbsolutePath().resolveSibling("");
        if (!Files.exists(directory)) {
            Files.createDirectory(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        // A process that was killed left it.
        Files.deleteIfExists(socket);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        OperatorSocket opened = new OperatorSocket(tool, socket, server);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            server.close();
            throw e;
        }
        Thread serving = new Thread(opened::serve, "operator");
        serving.setDaemon(true);
        serving.start();
        return opened;
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel operator = server.accept()) {
                OperatorCall call = new OperatorCall(operator);
                call.answer(run(call.receive()));
            } catch (IOException e) {
                // The operator has gone, or this socket was closed: there is nobody to tell.
            }
        }
    }

    private OperatorCall.Answer run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = tool.run(new PrintWriter(out), new PrintWriter(err), args);
        return new OperatorCall.Answer(code, out.toString(), err.toString());
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
    }
}
