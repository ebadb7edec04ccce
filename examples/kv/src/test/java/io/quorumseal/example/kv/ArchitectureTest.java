package io.quorumseal.example.kv;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What knows an engine, and what does not. */
class ArchitectureTest {
    private static final String KV = "io.quorumseal.example.kv";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(KV);

    @Test
    void ratis_isKnownToItsPackageOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(KV + ".ratis..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.ratis..", "io.quorumseal.engine.ratis..")
                .check(CLASSES);
    }

    @Test
    void jraft_isKnownToItsPackageOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage(KV + ".jraft..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.alipay..", "io.quorumseal.engine.jraft..")
                .check(CLASSES);
    }

    @Test
    void anEnginesPackage_isKnownToTheChoiceOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(KV + ".ratis..", KV + ".jraft..", KV + ".engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(KV + ".ratis..", KV + ".jraft..")
                .check(CLASSES);
    }

    @Test
    void packages_haveNoCircles() {
        slices().matching(KV + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
