package io.quorumseal.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The operator's side of an {@link OperatorSocket}: hands a command to a node that runs, and shows what the node says. */
public final class OperatorClient {
    private OperatorClient() {}

    /**
     * Runs a command and ends the process with its exit code, one of {@link ExitCode}. If the process is ended first, such as by
     * Ctrl-C, so is the command.
     *
     * @param args the node's socket, then the command and its arguments
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        if (args.length == 0) {
            err.println("operator: the node's socket is missing; then the command, such as status or --help");
            System.exit(ExitCode.WRONG_USE.code());
        }
        String[] words = Arrays.copyOfRange(args, 1, args.length);
        System.exit(run(out, err, Terminal.ofThisProcess(), Path.of(args[0]), words));
    }

    /**
     * Runs a command.
     *
     * @param out standard output; each piece is written and flushed as it comes
     * @param err standard error
     * @param terminal where these are shown
     * @param socket the node's socket
     * @param words the command and its arguments
     * @return the exit code, one of {@link ExitCode}
     */
    public static int run(PrintStream out, PrintStream err, Terminal terminal, Path socket, String... words) {
        SocketFrame request;
        try {
            request = new SocketRequest(terminal, List.of(words)).frame();
        } catch (IOException tooLong) {
            err.println("operator: " + tooLong.getMessage());
            return ExitCode.WRONG_USE.code();
        }
        try (SocketChannel node = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            send(request, node);
            return shown(out, err, node);
        } catch (IOException e) {
            err.println("operator: the node at " + socket + " does not answer: " + e.getMessage());
            return ExitCode.TRY_AGAIN.code();
        }
    }

    /** A node that does not take it has said why, and closed. */
    private static void send(SocketFrame request, SocketChannel node) {
        try {
            request.write(node);
        } catch (IOException closed) {
            // What it said is read next; if that was nothing, reading fails, too.
        }
    }

    private static int shown(PrintStream out, PrintStream err, SocketChannel node) throws IOException {
        SocketFrame frame = SocketFrame.read(node);
        while (frame.kind() != SocketFrame.Kind.END) {
            show(frame, frame.kind() == SocketFrame.Kind.OUT ? out : err);
            frame = SocketFrame.read(node);
        }
        return frame.code();
    }

    private static void show(SocketFrame frame, PrintStream where) {
        where.write(frame.body(), 0, frame.body().length);
        where.flush();
    }
}
