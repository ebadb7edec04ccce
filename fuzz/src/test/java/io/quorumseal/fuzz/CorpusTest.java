package io.quorumseal.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every input that the fuzzer starts from, and every one with which it once found something: that holds from then on. With
 * {@code -Dfuzz.write=true} what {@link Seeds} makes is written, after a change to a format.
 */
class CorpusTest {
    private static final Path CORPUS = Path.of("corpus");

    @ParameterizedTest
    @EnumSource
    void input_ofTheCorpus_decodesOrGivesTheTypedError(Target target) throws IOException {
        for (Path file : files(target)) {
            try {
                boolean unused = target.decodes(Files.readAllBytes(file));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(file + ": " + e.getMessage(), e);
            }
        }
    }

    private static List<Path> files(Target target) throws IOException {
        try (Stream<Path> files = Files.list(CORPUS.resolve(target.id()))) {
            return files.sorted().toList();
        }
    }

    /** A seed that does not decode would leave the fuzzer in front of the door. */
    @ParameterizedTest
    @EnumSource
    void seed_ofEachKind_decodesAndIsInTheCorpus(Target target) throws IOException {
        Map<String, byte[]> seeds = Seeds.of(target);
        assertFalse(seeds.isEmpty());
        for (Map.Entry<String, byte[]> seed : seeds.entrySet()) {
            Path file = CORPUS.resolve(target.id()).resolve(seed.getKey());
            if (Boolean.getBoolean("fuzz.write")) {
                Files.createDirectories(file.getParent());
                Files.write(file, seed.getValue());
            }
            assertTrue(target.decodes(seed.getValue()), file::toString);
            assertArrayEquals(
                    seed.getValue(), Files.readAllBytes(file), () -> file + ": write it with -Dfuzz.write=true");
        }
    }

    @ParameterizedTest
    @EnumSource
    void target_isFoundByItsName(Target target) {
        assertEquals(List.of(target), Target.named(target.id()));
        assertEquals(List.of(Target.values()), Target.named(""));
        assertThrows(IllegalArgumentException.class, () -> Target.named(target.id() + ",none"));
    }
}
