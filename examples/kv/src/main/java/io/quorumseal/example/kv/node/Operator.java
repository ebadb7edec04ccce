package io.quorumseal.example.kv.node;

import io.quorumseal.tool.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** The operator's side: hands a command to a node that runs, and says what the node said. */
public final class Operator {
    private Operator() {}

    /**
     * Runs a command and ends the process with its exit code, one of {@link ExitCode}.
     *
     * @param args the node's socket, then the command and its arguments
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, args));
    }

    /**
     * Runs a command.
     *
     * @param out standard output
     * @param err standard error
     * @param args the node's socket, then the command and its arguments
     * @return the exit code, one of {@link ExitCode}
     */
    public static int run(PrintStream out, PrintStream err, String... args) {
        if (args.length == 0) {
            err.println("operator: the node's socket is missing; then the command, such as status or --help");
            return ExitCode.WRONG_USE.code();
        }
        Path socket = Path.of(args[0]);
        try (SocketChannel node = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            OperatorCall.Answer answer = new OperatorCall(node).ask(Arrays.copyOfRange(args, 1, args.length));
            out.print(answer.out());
            err.print(answer.err());
            return answer.code();
        } catch (IOException e) {
            err.println("operator: the node at " + socket + " does not answer: " + e.getMessage());
            return ExitCode.TRY_AGAIN.code();
        }
    }
}
