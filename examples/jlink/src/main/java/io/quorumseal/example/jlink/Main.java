package io.quorumseal.example.jlink;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.Limits;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.StoredValue;
import io.quorumseal.provider.bc.KeyFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs in a run-time image that has neither a class path nor a JDK around it: goes from cleartext to ciphertext, and
 * gives everything back after a restart.
 */
public final class Main {
    private static final GroupId GROUP = new GroupId("control");
    private static final String NODE = "n1";
    private static final String FIRST = "a payload from before the cutover";
    private static final String SECOND = "a payload from behind the cutover";
    private static final String VALUE = "a value in the store";

    private final Path directory;
    private final ListEngine engine = new ListEngine(NODE, GROUP);

    private Main(Path directory) {
        this.directory = directory;
    }

    /**
     * Works in a temporary directory and removes it.
     *
     * @param args none
     * @throws IOException if the directory cannot be used
     * @throws InterruptedException if this thread was interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        System.out.println("runs in " + Main.class.getModule() + " of " + System.getProperty("java.home"));
        Path directory = Files.createTempDirectory("quorumseal-example");
        try {
            KeyFiles.create(directory.resolve("kek.key"));
            new Main(directory).run();
        } finally {
            remove(directory);
        }
    }

    private void run() throws InterruptedException {
        StoredValue stored;
        try (QuorumSeal seal = open()) {
            cutOver(seal);
            stored = store(seal);
            engine.stop();
        }
        try (QuorumSeal seal = open()) {
            check("after a restart the log is applied again", engine.applied().equals(List.of(FIRST, SECOND)));
            byte[] value = seal.values().open(bytes("key"), stored);
            check("the value came back whole", VALUE.equals(new String(value, StandardCharsets.UTF_8)));
            engine.stop();
        }
    }

    private QuorumSeal open() {
        QuorumSeal seal = QuorumSeal.builder()
                .directory(directory)
                .cluster("example")
                .node(NODE)
                .kek("file:" + directory.resolve("kek.key"))
                .engine(engine)
                .limits(Limits.DEFAULT.withRegisterTimeout(Duration.ZERO)) // there is nobody to wait for
                .open();
        engine.start(seal).toCompletableFuture().join();
        System.out.println("opening " + seal.status().opening() + " of node " + NODE);
        return seal;
    }

    private void cutOver(QuorumSeal seal) {
        check("cleartext is logged as it is", readable(FIRST, written(FIRST)));
        System.out.println(seal.admin().bootstrap().text());
        System.out.println(seal.admin().enableStorageEnvelope().text());
        System.out.println(seal.admin().enableRaftEnvelope(GROUP).text());
        check("behind the cutover the log is sealed", !readable(SECOND, written(SECOND)));
        check("both payloads are applied", engine.applied().equals(List.of(FIRST, SECOND)));
    }

    /** What the log has of it. */
    private byte[] written(String text) {
        return engine.logged(engine.write(text).toCompletableFuture().join().index());
    }

    private static StoredValue store(QuorumSeal seal) {
        StoredValue stored = seal.values().seal(bytes("key"), bytes(VALUE));
        check("the stored value is sealed", stored.sealed() && !readable(VALUE, stored.bytes()));
        return stored;
    }

    private static ByteBuffer bytes(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }

    private static boolean readable(String text, byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(text);
    }

    private static void check(String what, boolean holds) {
        if (!holds) {
            throw new IllegalStateException("not so: " + what);
        }
        System.out.println("checked: " + what);
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
