package io.quorumseal.provider.tink.internal;

import static java.util.stream.Collectors.toMap;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.api.spi.KekProvider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ServicesTest {

    @Test
    void serviceFiles_andModuleDescriptor_sayTheSame() throws Exception {
        Path classes = Path.of(KeysetKekProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Map<String, List<String>> declared = declared(classes.resolve("module-info.class"));
        assertEquals(declared, listed(classes.resolve("META-INF/services")));
        assertEquals(List.of(KeysetKekProvider.class.getName()), declared.get(KekProvider.class.getName()));
        assertEquals(List.of(AesGcmProvider.class.getName()), declared.get(AeadProvider.class.getName()));
    }

    private static Map<String, List<String>> declared(Path descriptor) throws IOException {
        try (InputStream in = Files.newInputStream(descriptor)) {
            return ModuleDescriptor.read(in).provides().stream()
                    .collect(toMap(ModuleDescriptor.Provides::service, ModuleDescriptor.Provides::providers));
        }
    }

    private static Map<String, List<String>> listed(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.collect(toMap(file -> file.getFileName().toString(), ServicesTest::lines));
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
