package io.quorumseal.core;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import io.quorumseal.api.SecretBytes;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may depend on whom. */
class ArchitectureTest {
    private static final String INTERNAL = "io.quorumseal.core.internal.";
    private static final String WORKSPACE = "io.quorumseal.core.workspace";
    private static final Path CORE = home(QuorumSeal.class);
    private static final Path API = home(SecretBytes.class);

    private static final JavaClasses CLASSES =
            new ClassFileImporter().importLocations(Set.of(location(CORE), location(API)));

    private static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** A module that was built before is a folder or a jar, depending on how far the build goes. */
    private static Location location(Path home) {
        return Files.isDirectory(home) ? Location.of(home) : Location.of(URI.create("jar:" + home.toUri() + "!/"));
    }

    /** A name in a text counts: it could be loaded by it. */
    @Test
    void core_namesNoProvider() throws IOException {
        List<Path> files = classFiles();
        assertTrue(files.size() > 100, () -> "classes of core in " + CORE + ": " + files.size());
        for (Path file : files) {
            String constants = Files.readString(file, ISO_8859_1).replace('/', '.');
            assertTrue(!constants.contains("io.quorumseal.provider."), () -> file + " names a provider");
        }
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quorumseal.provider..", "org.bouncycastle..", "com.google.crypto.tink..")
                .check(CLASSES);
    }

    private static List<Path> classFiles() throws IOException {
        try (Stream<Path> all = Files.walk(CORE)) {
            return all.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    /** Raw key bytes are seen by the type that keeps them, the key package, and the key of the JDK's cipher. */
    @Test
    void rawKeyBytes_areReadInTheKeyPackageOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.quorumseal.core.internal.key")
                .and()
                .areNotAssignableFrom(SecretBytes.class)
                .and()
                .areNotAssignableFrom(AesKey.class)
                .should()
                .accessTargetWhere(describe("raw key bytes are read", ArchitectureTest::readsSecret))
                .check(CLASSES);
    }

    private static boolean readsSecret(JavaAccess<?> access) {
        return access.getTargetOwner().isEquivalentTo(SecretBytes.class)
                && access.getTarget().getName().equals("readSecret");
    }

    @Test
    void internalPackages_haveNoCycles() {
        slices().matching("io.quorumseal.core.internal.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    /** From the ground up; a room knows those of lower floors only. A room that stands nowhere here fails the test. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("flight"),
            Set.of("disk", "format", "key", "work", "select"),
            Set.of("sidecar", "apply", "file"),
            Set.of("kek"),
            Set.of("node"),
            Set.of("member", "peer"),
            Set.of("group"),
            Set.of("clean", "offline"),
            Set.of("change"),
            Set.of("runtime"),
            Set.of("start"));

    @Test
    void rooms_knowTheFloorsBelowThemOnly() {
        Set<String> found = new TreeSet<>();
        CLASSES.forEach(type -> {
            if (type.getPackageName().startsWith(INTERNAL)) {
                found.add(type.getPackageName().substring(INTERNAL.length()));
            }
        });
        assertEquals(FLOORS.stream().flatMap(Set::stream).collect(Collectors.toCollection(TreeSet::new)), found);
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String room : FLOORS.get(floor)) {
                noClasses()
                        .that()
                        .resideInAPackage(INTERNAL + room)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(from(floor, room))
                        .because("a room knows the floors below it only")
                        .check(CLASSES);
            }
        }
    }

    /** The rooms of a floor and those above, but for one. */
    private static String[] from(int floor, String but) {
        return FLOORS.subList(floor, FLOORS.size()).stream()
                .flatMap(Set::stream)
                .filter(room -> !room.equals(but))
                .map(room -> INTERNAL + room)
                .toArray(String[]::new);
    }

    /** What a format, a key or the Applier is does not depend on what the builder was told. */
    @Test
    void lowestRooms_doNotKnowThePublicPackage() {
        noClasses()
                .that()
                .resideInAnyPackage(Stream.of("disk", "format", "key", "select", "sidecar", "apply")
                        .map(room -> INTERNAL + room)
                        .toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.quorumseal.core")
                .check(CLASSES);
    }

    /** It is for engines: the runtime does not know that there are workspaces. */
    @Test
    void workspaces_standApart() {
        classes()
                .that()
                .resideInAPackage(WORKSPACE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(WORKSPACE, INTERNAL + "format", "io.quorumseal.api..", "java..", "org.jspecify..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage(WORKSPACE)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(WORKSPACE)
                .check(CLASSES);
    }

    @Test
    void api_dependsOnTheJdkOnly() {
        assertEquals(Set.of("java.base", "org.jspecify"), required(descriptor(API)));
        classes()
                .that()
                .resideInAPackage("io.quorumseal.api..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.quorumseal.api..", "java..", "org.jspecify..")
                .check(CLASSES);
    }

    @Test
    void core_dependsOnTheApiAndOneJsonLibrary() {
        Set<String> optional = Set.of("java.management", "jdk.jfr", "org.jspecify");
        assertEquals(
                optional,
                descriptor(CORE).requires().stream()
                        .filter(module -> module.modifiers().contains(Requires.Modifier.STATIC))
                        .map(Requires::name)
                        .collect(Collectors.toSet()));
        Set<String> needed = new TreeSet<>(required(descriptor(CORE)));
        needed.removeAll(optional);
        assertEquals(Set.of("java.base", "io.quorumseal.api", "tools.jackson.core"), needed);
    }

    /** Where the recorder or the management server is not there, nothing that needs it is loaded. */
    @Test
    void optionalModules_areKnownToTheClassesThatLoadLate() {
        onlyIn(List.of("FlightEvents", "JdkFlight"), "jdk.jfr..");
        onlyIn(List.of("Registered"), "javax.management..", "java.lang.management..");
    }

    private static void onlyIn(List<String> names, String... packages) {
        noClasses()
                .that(describe(
                        "other than " + names,
                        type -> names.stream()
                                .noneMatch(name -> type.getFullName().matches(".*[.]" + name + "([$].*)?"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages)
                .check(CLASSES);
    }

    private static Set<String> required(ModuleDescriptor descriptor) {
        return descriptor.requires().stream().map(Requires::name).collect(Collectors.toSet());
    }

    @Test
    void modules_exportNoInternalPackage() {
        assertEquals(Set.of("io.quorumseal.core", WORKSPACE), exported(descriptor(CORE)));
        assertEquals(Set.of("io.quorumseal.api", "io.quorumseal.api.spi"), exported(descriptor(API)));
    }

    private static Set<String> exported(ModuleDescriptor descriptor) {
        return descriptor.exports().stream()
                .filter(export -> !export.isQualified())
                .map(Exports::source)
                .collect(Collectors.toSet());
    }

    private static ModuleDescriptor descriptor(Path home) {
        return ModuleFinder.of(home).findAll().iterator().next().descriptor();
    }
}
