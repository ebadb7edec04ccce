package io.quorumseal.testkit.startup;

import static io.quorumseal.api.StartupRefusedException.Refusal.CONFIGURATION;
import static io.quorumseal.api.StartupRefusedException.Refusal.NO_KEK;

import io.quorumseal.api.SecretBytes;
import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.Builder;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.testkit.startup.Refusals.Says;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

abstract class ConfigurationRefusals {
    @TempDir
    Path parent;

    Life life;

    @BeforeEach
    void makeDirectory() {
        life = Life.in(parent, "n1", TestKek.withFingerprint("k"));
    }

    private void refused(Builder builder, String found, String danger, String remedy) {
        Refusals.refused(life, CONFIGURATION, new Says(found, danger, remedy), builder::open);
    }

    private Builder without() {
        return QuorumSeal.builder().kek(life.kek());
    }

    @Test
    void open_noDirectory_isRefused() {
        refused(
                without().cluster("c").node("n1").engine(life.engine()),
                "directory is not set",
                "keys",
                "directory(…)");
    }

    @Test
    void open_noCluster_isRefused() {
        refused(
                without().directory(life.directory()).node("n1").engine(life.engine()),
                "cluster is not set",
                "bound to",
                "cluster(…)");
    }

    @Test
    void open_emptyNode_isRefused() {
        refused(
                without().directory(life.directory()).cluster("c").node("").engine(life.engine()),
                "node is not set",
                "nonces",
                "node(…)");
    }

    @Test
    void open_nodeNameTooLong_isRefused() {
        refused(
                life.alone(life.engine()).node("n".repeat(256)),
                "node has 256 characters",
                "nonces are made from its name",
                "Choose a shorter one");
        Life longest = new Life(life.directory(), "n".repeat(255), life.kek());
        longest.livedThroughCutover();
    }

    @Test
    void open_suite2WithAHardLimit_isRefused() {
        refused(
                life.alone(life.engine()).suite(2).rotation(new RotationPolicy(Duration.ofDays(1), 0, 0, 1L << 40)),
                "suite is 2",
                "hard limit",
                "hardSeals");
    }

    @Test
    void open_noEngine_isRefused() {
        refused(without().directory(life.directory()).cluster("c").node("n1"), "engine is not set", "log", "engine(…)");
    }

    @Test
    void open_kekGivenAndNamed_isRefused() {
        refused(
                life.alone(life.engine()).kek("file:/etc/kek.key"),
                "a KEK is given and one is named",
                "cannot be read",
                "say one of the two");
    }

    @Test
    void open_encryptionOffAndKekNamed_isRefused() {
        refused(
                life.plain(life.engine()).encryptionOff().kek("file:/etc/kek.key"),
                "encryption is off and a KEK is named",
                "cleartext",
                "say one of the two");
    }

    @Test
    void open_kekThatAnybodyCanWrapUnder_isRefused() {
        life.kek().forAnybody();
        refused(life.alone(life.engine()), "anybody can wrap under test:k", "forge", "name a KEK");
    }

    @Test
    void open_schemeWithoutProvider_namesTheArtifact() {
        refused(
                life.plain(life.engine()).kek("file:/etc/kek.key"),
                "no provider serves KEKs of scheme file",
                "Looked in",
                "add io.quorumseal:quorumseal-provider-bc");
    }

    @Test
    void open_unknownScheme_saysWhereWasLooked() {
        refused(
                life.plain(life.engine()).kek("fiel:/etc/kek.key"),
                "no provider serves KEKs of scheme fiel",
                "Looked in",
                "correct the scheme");
    }

    @Test
    void open_kekWithoutScheme_quotesNothing() {
        refused(
                life.plain(life.engine()).kek("/etc/kek.key"),
                "does not start with a scheme",
                "scheme",
                "name it by a URI");
    }

    /** As where a native library is missing: at the start, not at the first payload. */
    @Test
    void open_aeadThatDoesNotWork_isRefused() {
        AeadProvider broken = new AeadProvider() {
            @Override
            public String id() {
                return "broken-cipher";
            }

            @Override
            public Sealer sealer(SecretBytes key) {
                throw new UnsatisfiedLinkError("no library here");
            }

            @Override
            public Opener opener(SecretBytes key) {
                throw new UnsatisfiedLinkError("no library here");
            }
        };
        refused(life.alone(life.engine()).aead(broken), "broken-cipher", "no library here", "Nothing is lost");
        life.plain(life.engine()).encryptionOff().aead(broken).open().close();
    }

    @Test
    void open_unknownAead_isRefused() {
        refused(
                life.alone(life.engine()).aead("rot13"),
                "no provider serves AEAD id rot13",
                "jdk-aes-256-gcm",
                "correct the id");
    }

    @Test
    void open_missingDataDirectory_isRefused() {
        refused(
                life.alone(life.engine()).directory(parent.resolve("unmounted")),
                "does not exist",
                "would make this a new node",
                "mount the disk");
    }

    @Test
    void open_neitherKekNorOff_isRefused() {
        Refusals.refused(
                life,
                NO_KEK,
                new Says("encryption is on and no KEK is named", "neither read nor made", "Name one with kek(…)"),
                () -> life.plain(life.engine()).open());
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "n1 ", " n1", "n\n1", "n\u00001", "n\u007f1", "n\u20281", "n\u200b1", "\u00a0n1"})
    void open_nameThatLooksLikeAnother_isRefused(String name) {
        refused(life.alone(life.engine()).node(name), "node is \"", "looks like another", "Choose one without");
        refused(life.alone(life.engine()).cluster(name), "cluster is \"", "looks like another", "Choose one without");
    }
}
