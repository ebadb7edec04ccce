package io.quorumseal.engine.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.testkit.MemoryDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node in a process of its own, killed by signal 9 at each step from the machine's snapshot until old ones are removed. */
class KilledAtEachStepTest {
    private static final int MOST_STEPS = 100;

    @TempDir
    Path directory;

    /** What a process said. */
    private record Said(List<String> lines) {
        List<String> all(String word) {
            return lines.stream()
                    .filter(line -> line.startsWith(word + " "))
                    .map(line -> line.substring(word.length() + 1))
                    .toList();
        }

        String after(String word) {
            return all(word).get(0);
        }

        boolean has(String word) {
            return lines.contains(word);
        }
    }

    @Test
    void node_killedAtEachStepOfASnapshot_losesNothingAndLeavesNothingReadable() throws Exception {
        try (MemoryDirectory memory = MemoryDirectory.make()) {
            Path data = directory.resolve("data");
            UUID group = UUID.randomUUID();
            String address = TestCluster.peers(1).get(0).getAddress();
            List<String> steps = new ArrayList<>();
            int written = 0;
            long applied = 0;
            boolean counts = true;
            Said said = said(data, memory.path(), group, address, 0, written++);
            do {
                said = said(data, memory.path(), group, address, steps.size() + 1, written++);
                long now = Long.parseLong(said.after("APPLIED"));
                assertEquals(counts, now > applied, "the snapshot counts after " + steps);
                applied = now;
                counts = steps.stream().anyMatch(step -> step.startsWith("rename ") && step.endsWith(".keys"));
                steps.addAll(said.all("AT"));
            } while (!said.has("THROUGH") && steps.size() < MOST_STEPS);
            System.out.println("Killed before each of:\n  " + String.join("\n  ", steps));
            assertTrue(steps.size() > 15 && steps.size() < MOST_STEPS, steps::toString);
            DiskScan scan =
                    DiskScan.of(data, MachineOfOthers.ARITHMETIC.readable()).print("the disk of the node");
            assertEquals(List.of(), scan.readable());
        }
    }

    private static Said said(Path data, Path memory, UUID group, String address, int step, int written)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider",
                        "-cp",
                        ManagementFactory.getRuntimeMXBean().getClassPath(),
                        KilledNode.class.getName(),
                        data.toString(),
                        memory.toString(),
                        group.toString(),
                        address,
                        String.valueOf(step),
                        String.valueOf(written))
                .redirectErrorStream(true)
                .start();
        List<String> lines = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = out.readLine();
            while (line != null && !line.startsWith("AT ")) {
                lines.add(line);
                line = out.readLine();
            }
            lines.addAll(line == null ? List.of() : List.of(line));
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        assertTrue(
                lines.contains("THROUGH") || lines.stream().anyMatch(line -> line.startsWith("AT ")),
                () -> String.join("\n", lines));
        return new Said(lines);
    }
}
