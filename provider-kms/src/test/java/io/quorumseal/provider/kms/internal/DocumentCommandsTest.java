package io.quorumseal.provider.kms.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands in the documentation, run one after the other by the AWS command line. */
@Tag("server")
class DocumentCommandsTest {
    private static final int LIMIT_MINUTES = 4;

    @TempDir
    Path directory;

    final String prefix = "orders" + System.nanoTime();

    @Test
    void commands_inTheirOrder_succeed() throws Exception {
        Document document = Document.read();
        for (Map.Entry<String, String> file : document.files().entrySet()) {
            write(file.getKey(), file.getValue());
        }
        String script = "set -euo pipefail\n" + String.join("\n", document.blocks("sh")) + "\necho complete\n";
        write("commands.sh", script);
        String printed = run();
        assertTrue(printed.endsWith("complete\n"), printed);
        assertTrue(printed.contains("Enabled\tSYMMETRIC_DEFAULT"), printed);
        assertTrue(printed.contains("\"KeyRotationEnabled\": true"), printed);
        assertTrue(printed.contains("role/" + prefix + "-node"), printed);
        assertTrue(printed.contains("arn:aws:kms:eu-central-1:"), printed);
    }

    /** Names are other ones at each run: whoever answers keeps what earlier runs made. */
    private void write(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text.replaceAll("\\borders-(prod|node)", prefix + "-$1"));
    }

    private String run() throws IOException, InterruptedException {
        String endpoint = TestKms.environment("TEST_QUORUMSEAL_KMS_ENDPOINT");
        Path aws = Path.of(TestKms.environment("TEST_QUORUMSEAL_AWS_CLI"));
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder("bash", "-x", "commands.sh")
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("AWS_ENDPOINT_URL", endpoint);
        builder.environment().put("AWS_PAGER", "");
        builder.environment()
                .merge("PATH", String.valueOf(aws.getParent()), (path, first) -> first + File.pathSeparator + path);
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES), () -> "too slow: " + output);
            assertEquals(0, process.exitValue(), () -> read(output));
            return read(output);
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path output) {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
