package io.quorumseal.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quorumseal.testkit.sim.SimCluster;
import io.quorumseal.tool.OperatorSocketException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's socket, and operators who behave and who do not. */
class OperatorSocketTest {
    private static final OperatorSocket.Runner ECHO = (terminal, out, err, words) -> {
        out.println(terminal + " " + String.join(" ", words));
        return words.length;
    };

    @TempDir
    private Path home;

    private Path directory() {
        return home.resolve("operator");
    }

    private Path socket() {
        return directory().resolve("socket");
    }

    private OperatorSocket open(OperatorSocket.Runner runner) throws IOException {
        return OperatorSocket.open(socket(), OperatorSocket.LONGEST_ASKING, runner);
    }

    private Ran ask(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = OperatorClient.run(stream(out), stream(err), new Terminal(false, 132), socket(), words);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static PrintStream stream(OutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    // ---- commands

    @Test
    @SuppressWarnings("try")
    void ask_aCommand_bringsBackWhatItSaysAndItsCode() throws IOException {
        try (SimCluster nodes = Cluster.cleartext().nodes();
                OperatorSocket served = OperatorSocket.open(socket(), new Cluster(nodes).tool())) {
            assertEquals(
                    new Ran(
                            ExitCode.REFUSED.code(),
                            "",
                            "store rotate: refused, NOT_BOOTSTRAPPED: the cluster has no keys yet; bootstrap it first\n"),
                    ask("rotate", "raft"));
            assertEquals(0, ask("bootstrap").code());
            assertTrue(ask("bootstrap", "--json").out().contains("\"already\": true"));
        }
    }

    @Test
    @SuppressWarnings("try")
    void ask_theTerminalAndTheWords_arriveAsTheyWere() throws IOException {
        try (OperatorSocket served = open(ECHO)) {
            assertEquals(new Ran(3, "Terminal[ansi=false, columns=132] a  ü\n", ""), ask("a", "", "ü"));
            assertEquals(new Ran(0, "Terminal[ansi=false, columns=132] \n", ""), ask());
        }
    }

    @Test
    @SuppressWarnings("try")
    void ask_moreThanOneMessageHolds_arrivesWhole() throws IOException {
        String line = "äöü€😀".repeat(40_000);
        try (OperatorSocket served = open((terminal, out, err, words) -> {
            out.print(line);
            err.print("no");
            return 5;
        })) {
            assertEquals(new Ran(5, line, "no"), ask("x"));
        }
    }

    @Test
    @SuppressWarnings("try")
    void ask_wordsThatAreTooMany_isRefusedHereAndThere() throws IOException {
        try (OperatorSocket served = open(ECHO)) {
            String[] many = new String[SocketRequest.MOST_WORDS + 1];
            Arrays.fill(many, "x");
            assertTrue(ask(many).err().startsWith("operator: 65 words of "));
            String[] three = {"x".repeat(30_000), "x".repeat(30_000), "x".repeat(30_000)};
            assertEquals(ExitCode.WRONG_USE.code(), ask(three).code());
            try (SocketChannel rude = connect()) {
                write(rude, new byte[] {0, 127, 0, 0, 0});
                assertEquals(SocketFrame.Kind.ERR, SocketFrame.read(rude).kind());
                assertEquals(ExitCode.WRONG_USE.code(), SocketFrame.read(rude).code());
            }
        }
    }

    /** What a command says arrives when it is said. */
    @Test
    @SuppressWarnings("try")
    void ask_aCommandThatGoesOn_streams() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        try (OperatorSocket served = open((terminal, out, err, words) -> {
            out.println("first");
            out.flush();
            return await(seen) ? 0 : 1;
        })) {
            OutputStream told = new ByteArrayOutputStream() {
                @Override
                public synchronized void write(byte[] bytes, int from, int length) {
                    super.write(bytes, from, length);
                    seen.countDown();
                }
            };
            assertEquals(0, OperatorClient.run(stream(told), stream(told), Terminal.NONE, socket(), "watch"));
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    // ---- operators who go away, or say nothing

    @Test
    @SuppressWarnings("try")
    void client_thatGoesAway_endsItsCommand() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (OperatorSocket served = open(waiting(begun, interrupted))) {
            try (SocketChannel client = connect()) {
                new SocketRequest(Terminal.NONE, List.of("wait")).frame().write(client);
                assertTrue(await(begun));
            }
            assertTrue(await(interrupted));
        }
    }

    @Test
    @SuppressWarnings("try")
    void close_whileACommandRuns_endsIt() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (OperatorSocket served = open(waiting(begun, interrupted));
                SocketChannel client = connect()) {
            new SocketRequest(Terminal.NONE, List.of("wait")).frame().write(client);
            assertTrue(await(begun));
            served.close();
            assertTrue(await(interrupted));
        }
        assertFalse(Files.exists(socket()));
    }

    private static OperatorSocket.Runner waiting(CountDownLatch begun, CountDownLatch interrupted) {
        return (terminal, out, err, words) -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
                return 0;
            } catch (InterruptedException e) {
                interrupted.countDown();
                return 5;
            }
        };
    }

    @Test
    @SuppressWarnings("try")
    void client_thatSaysNothing_keepsNobodyWaitingAndIsCutOff() throws IOException {
        try (OperatorSocket served = OperatorSocket.open(socket(), Duration.ofMillis(300), ECHO);
                SocketChannel silent = connect()) {
            assertEquals(1, ask("x").code());
            assertEquals(-1, silent.read(ByteBuffer.allocate(1)));
        }
    }

    @Test
    @SuppressWarnings("try")
    void client_beyondTheMost_isToldToTryAgain() throws Exception {
        CountDownLatch begun = new CountDownLatch(OperatorSocket.MOST_OPERATORS);
        try (OperatorSocket served = open(waiting(begun, new CountDownLatch(1)))) {
            SocketChannel[] clients = new SocketChannel[OperatorSocket.MOST_OPERATORS];
            for (int i = 0; i < clients.length; i++) {
                clients[i] = connect();
                new SocketRequest(Terminal.NONE, List.of("wait")).frame().write(clients[i]);
            }
            assertTrue(await(begun));
            assertEquals(
                    new Ran(ExitCode.TRY_AGAIN.code(), "", "the node: 8 commands run here already\n"), ask("one more"));
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    // ---- where it stands

    @Test
    @SuppressWarnings("try")
    void open_whereNothingIs_makesADirectoryForItsUserAlone() throws IOException {
        try (OperatorSocket served = open(ECHO)) {
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory())));
        }
    }

    @Test
    void open_inADirectoryThatOthersMayEnter_isRefused() throws IOException {
        Files.createDirectory(
                directory(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x---")));
        assertRefused(Reason.OPEN_TO_OTHERS, "has the permissions rwx--x---");
    }

    @Test
    void open_inAnotherUsersDirectory_isRefused() throws IOException {
        Files.createDirectory(
                directory(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        assumeTrue(isGivenToNobody(directory()), "only root gives files away");
        assertRefused(Reason.OPEN_TO_OTHERS, "is nobody's");
    }

    private static boolean isGivenToNobody(Path directory) {
        try {
            Files.setOwner(
                    directory,
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    @SuppressWarnings("try")
    void open_whereOneServes_isRefusedAndLeavesIt() throws IOException {
        try (OperatorSocket served = open(ECHO)) {
            assertRefused(Reason.IN_USE, "another process that runs");
            assertEquals(1, ask("x").code());
        }
    }

    /** As a killed process leaves it: a file that nobody listens behind. */
    @Test
    @SuppressWarnings("try")
    void open_whereAKilledProcessLeftItsSocket_replacesIt() throws IOException {
        Files.createDirectory(
                directory(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(socket()))
                .close();
        assertTrue(Files.exists(socket()));
        try (OperatorSocket served = open(ECHO)) {
            assertEquals(1, ask("x").code());
        }
        try (OperatorSocket again = open(ECHO)) {
            assertEquals(1, ask("x").code());
        }
    }

    @Test
    void open_whereAFileIs_isRefusedAndKeepsIt() throws IOException {
        Files.createDirectory(
                directory(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path unused = Files.writeString(socket(), "mine");
        assertRefused(Reason.NOT_A_SOCKET, "is there, and is no socket");
        assertEquals("mine", Files.readString(socket()));
    }

    @Test
    void open_underAPathThatIsTooLong_isRefused() {
        OperatorSocketException refused = assertThrows(
                OperatorSocketException.class,
                () -> OperatorSocket.open(home.resolve("x".repeat(150)), OperatorSocket.LONGEST_ASKING, ECHO));
        assertEquals(Reason.CANNOT_BE_MADE, refused.reason());
    }

    private void assertRefused(Reason reason, String found) {
        OperatorSocketException refused = assertThrows(OperatorSocketException.class, () -> open(ECHO));
        assertEquals(reason, refused.reason());
        assertTrue(String.valueOf(refused.getMessage()).contains(found), refused::getMessage);
    }

    @Test
    void ask_whereNobodyServes_isToBeTriedAgain() {
        Ran ran = ask("status");
        assertEquals(ExitCode.TRY_AGAIN.code(), ran.code());
        assertTrue(ran.err().startsWith("operator: the node at " + socket() + " does not answer: "), ran::err);
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        int unused = channel.write(ByteBuffer.wrap(bytes));
    }
}
