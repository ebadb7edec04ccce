package io.quorumseal.tool;

import io.quorumseal.tool.internal.report.HumanText;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Where a node takes its operator's commands: a Unix domain socket. The node runs a command itself and sends back what it says
 * as it says it, so that neither a status nor an error has to travel. {@link OperatorClient} is the other side.
 *
 * <p>Whoever can connect is an operator, and nobody else can: the socket file has the mode 0600, in a directory that only the
 * node's user may enter, which is made if it is not there.
 *
 * <p>Several commands run side by side, at most {@value #MOST_OPERATORS}. A client that asks nothing, or reads nothing, is cut
 * off after a while; the command of a client that goes away is interrupted.
 */
public final class OperatorSocket implements AutoCloseable {
    /** How many commands run at a time; who comes then is told to try again. */
    public static final int MOST_OPERATORS = 8;

    /** How long a client may take to send its command. */
    static final Duration LONGEST_ASKING = Duration.ofSeconds(10);

    /** How long a client may read nothing of what is sent. */
    private static final Duration LONGEST_READING = Duration.ofMinutes(1);

    private final Runner runner;
    private final Duration longestAsking;
    private final SocketPlace place;
    private final ServerSocketChannel server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor deadlines;

    /** Runs a command. */
    interface Runner {
        /** Gives its exit code. */
        int run(Terminal terminal, PrintWriter out, PrintWriter err, String... words);
    }

    private OperatorSocket(Runner runner, Duration longestAsking, SocketPlace place, ServerSocketChannel server) {
        this.runner = runner;
        this.longestAsking = longestAsking;
        this.place = place;
        this.server = server;
        this.deadlines = new ScheduledThreadPoolExecutor(
                1, work -> daemon(work, "deadlines"), new ThreadPoolExecutor.DiscardPolicy());
        deadlines.setRemoveOnCancelPolicy(true);
    }

    /**
     * Takes commands from now on, on threads of its own.
     *
     * @param socket where; a socket that a killed process left there is replaced
     * @param tool the commands, as {@link OperatorTool#online} offers them: those that read files would read the node's
     * @return the socket; close it before the runtime
     * @throws OperatorSocketException if others may enter the directory, or the socket is in use, or cannot be made
     * @throws IOException if the directory cannot be read or written
     */
    public static OperatorSocket open(Path socket, OperatorTool tool) throws IOException {
        return open(
                socket,
                LONGEST_ASKING,
                (terminal, out, err, words) -> tool.on(terminal).run(out, err, words));
    }

    static OperatorSocket open(Path socket, Duration longestAsking, Runner runner) throws IOException {
        SocketPlace place = SocketPlace.take(socket);
        try {
            OperatorSocket opened = new OperatorSocket(runner, longestAsking, place, place.listen());
            daemon(opened::accept, "accept").start();
            return opened;
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, "operator-" + name);
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        while (server.isOpen()) {
            try {
                take(new Connection(server.accept()));
            } catch (IOException e) {
                // The operator has gone, or this socket was closed: there is nobody to tell.
            }
        }
    }

    private void take(Connection connection) throws IOException {
        connections.add(connection);
        if (connections.size() > MOST_OPERATORS) {
            connection.refuse(ExitCode.TRY_AGAIN, MOST_OPERATORS + " commands run here already");
            connection.close();
            return;
        }
        daemon(connection::serve, "command").start();
        if (!server.isOpen()) {
            connection.close();
        }
    }

    /** One operator, one command. */
    private final class Connection {
        private final SocketChannel channel;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void serve() {
            try {
                SocketRequest request = within(longestAsking, () -> SocketRequest.of(SocketFrame.read(channel)));
                Thread command = Thread.currentThread();
                daemon(() -> awaitEnd(command), "watch").start();
                send(SocketFrame.end(run(request)));
            } catch (IOException e) {
                tell(e);
            } finally {
                close();
            }
        }

        private int run(SocketRequest request) {
            try (PrintWriter out = writer(SocketFrame.Kind.OUT);
                    PrintWriter err = writer(SocketFrame.Kind.ERR)) {
                return runner.run(request.terminal(), out, err, request.words().toArray(String[]::new));
            }
        }

        private PrintWriter writer(SocketFrame.Kind kind) {
            OutputStream frames = new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[] {(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    for (int at = from; at < from + length; at += SocketFrame.MOST_BYTES) {
                        int end = Math.min(at + SocketFrame.MOST_BYTES, from + length);
                        send(new SocketFrame(kind, Arrays.copyOfRange(bytes, at, end)));
                    }
                }
            };
            return new PrintWriter(
                    new OutputStreamWriter(new BufferedOutputStream(frames), StandardCharsets.UTF_8), false);
        }

        private synchronized void send(SocketFrame frame) throws IOException {
            within(LONGEST_READING, () -> {
                frame.write(channel);
                return frame;
            });
        }

        /** Whoever waits for this connection longer than that has it closed. */
        private <T> T within(Duration longest, Step<T> step) throws IOException {
            Future<?> late = deadlines.schedule(this::close, longest.toMillis(), TimeUnit.MILLISECONDS);
            try {
                return step.take();
            } finally {
                late.cancel(false);
            }
        }

        /** After its command a client sends nothing: what comes is its end, and that of the command. */
        private void awaitEnd(Thread command) {
            try {
                SocketFrame unexpected = SocketFrame.read(channel);
                throw new IOException("a client sent " + unexpected.kind() + " after its command");
            } catch (IOException ended) {
                close();
                command.interrupt();
            }
        }

        private void tell(IOException wrong) {
            try {
                refuse(ExitCode.WRONG_USE, String.valueOf(wrong.getMessage()));
            } catch (IOException gone) {
                // There is nobody to tell.
            }
        }

        void refuse(ExitCode code, String why) throws IOException {
            byte[] text = (HumanText.line("the node: " + why) + "\n").getBytes(StandardCharsets.UTF_8);
            send(new SocketFrame(SocketFrame.Kind.ERR, text));
            send(SocketFrame.end(code.code()));
        }

        void close() {
            connections.remove(this);
            closeQuietly(channel);
        }
    }

    /** What is to be done in time. */
    private interface Step<T> {
        T take() throws IOException;
    }

    private static void closeQuietly(ByteChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It is of no use any more.
        }
    }

    /**
     * Takes no more commands, and interrupts those that run.
     *
     * @throws IOException if the socket cannot be removed
     */
    @Override
    public void close() throws IOException {
        server.close();
        connections.forEach(Connection::close);
        deadlines.shutdownNow();
        place.close();
    }
}
