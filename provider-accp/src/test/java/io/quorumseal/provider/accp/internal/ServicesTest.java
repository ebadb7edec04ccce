package io.quorumseal.provider.accp.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.spi.AeadProvider;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServicesTest {

    @Test
    void serviceFile_andModuleDescriptor_sayTheSame() throws Exception {
        Path classes = Path.of(AccpAeadProvider.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> listed = Files.readAllLines(classes.resolve("META-INF/services/" + AeadProvider.class.getName()));
        assertEquals(List.of(AccpAeadProvider.class.getName()), listed);
        try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
            List<ModuleDescriptor.Provides> declared =
                    List.copyOf(ModuleDescriptor.read(in).provides());
            assertEquals(1, declared.size());
            assertEquals(AeadProvider.class.getName(), declared.get(0).service());
            assertEquals(listed, declared.get(0).providers());
        }
    }
}
