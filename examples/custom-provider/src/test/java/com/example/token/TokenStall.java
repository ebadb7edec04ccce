package com.example.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.testkit.Reach;
import io.quorumseal.testkit.TestEnvironment;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Has the real library hang inside its own code, where no interrupt reaches it. Before each use of a key SoftHSM locks
 * a file of the token, to see whether another process changed it; while another process holds that lock, it waits.
 */
final class TokenStall implements Reach.Stall {
    private static final long LIMIT_SECONDS = 30;

    @Override
    public Reach.Held begin() throws IOException, URISyntaxException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--class-path",
                testClasses().toString(),
                LockHolder.class.getName()));
        generations().forEach(file -> command.add(file.toString()));
        Process holder = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = holder.inputReader(StandardCharsets.US_ASCII);
        assertEquals(LockHolder.HELD, said.readLine(), "the token's files are not locked");
        return () -> end(holder);
    }

    private static void end(Process holder) throws IOException {
        holder.getOutputStream().close();
        try {
            assertTrue(holder.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "the holder of the locks does not end");
        } catch (InterruptedException e) {
            holder.destroy();
            Thread.currentThread().interrupt();
        }
    }

    /** The file of each token that tells whether it was changed. */
    private static List<Path> generations() throws IOException {
        String config = TestEnvironment.require("SOFTHSM2_CONF", TestToken.HOW);
        try (Stream<String> lines = Files.lines(Path.of(config));
                Stream<Path> tokens = Files.list(lines.filter(line -> line.startsWith("directories.tokendir"))
                        .map(line -> Path.of(line.split("=", 2)[1].strip()))
                        .findFirst()
                        .orElseThrow())) {
            return tokens.map(token -> token.resolve("generation")).toList();
        }
    }

    private static Path testClasses() throws URISyntaxException {
        String name = LockHolder.class.getName().replace('.', '/') + ".class";
        Path file = Path.of(
                Objects.requireNonNull(LockHolder.class.getResource("/" + name)).toURI());
        return Objects.requireNonNull(file.getRoot())
                .resolve(file.subpath(0, file.getNameCount() - Path.of(name).getNameCount()));
    }
}
