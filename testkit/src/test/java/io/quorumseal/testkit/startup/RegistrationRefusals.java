package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorumseal.api.NodeId;
import io.quorumseal.api.StartupRefusedException.Refusal;
import io.quorumseal.core.Builder;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.testkit.startup.Refusals.Says;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Under suite 1 the leader knows which openings there were. */
abstract class RegistrationRefusals {
    @TempDir
    Path parent;

    TestKek kek;
    QuorumSeal leader;

    @BeforeEach
    void lead() {
        kek = TestKek.withFingerprint("k");
        Life life = Life.in(parent, "n1", kek);
        leader = life.leadingInSuite1(life.engine());
        leader.admin().bootstrap();
    }

    @AfterEach
    void end() {
        leader.close();
    }

    private void refused(Life life, String found, String danger, String remedy) {
        refused(life, life.answeredBy(leader), Refusal.REGISTRATION_REFUSED, new Says(found, danger, remedy));
    }

    private static void refused(Life life, Builder builder, Refusal refusal, Says says) {
        Refusals.refusedByPeer(life, refusal, says, builder::open);
    }

    private void opened(Life life, int opening) {
        try (QuorumSeal seal = life.answeredBy(leader).open()) {
            assertEquals(opening, seal.status().opening().value());
            assertEquals(leader.status().keys().active(), seal.status().keys().active());
        }
    }

    @Test
    void open_eachOpeningNew_isRegistered() {
        Life life = Life.in(parent, "n2", kek);
        opened(life, 1);
        opened(life, 2);
    }

    @Test
    void open_rolledBackDisk_isRefused() {
        Life life = Life.in(parent, "n2", kek);
        opened(life, 1);
        byte[] old = life.bytes().orElseThrow();
        opened(life, 2);
        life.write(old);
        refused(life, "opening 2 is not new", "nonces again that were used", "under another node name");
    }

    @Test
    void open_anotherLifeOfTheNode_isRefused() {
        opened(Life.in(parent, "n2", kek), 1);
        Life wiped = new Life(Life.in(parent, "wiped", kek).directory(), "n2", kek);
        refused(wiped, "opening 1 is not new", "nonces again that were used", "under another node name");
    }

    @Test
    void open_idThatSharesItsLowBits_isRefused() {
        String twin = IntStream.iterate(1, i -> i + 1)
                .mapToObj(i -> "twin-" + i)
                .filter(name ->
                        NodeId.ofName(name).low16() == NodeId.ofName("n1").low16())
                .findFirst()
                .orElseThrow();
        refused(Life.in(parent, twin, kek), "shares its low 16 bits", "same nonces", "Give the node another name");
    }

    /** Whom it asks takes it for a stranger, and that is all that it is told. */
    @Test
    void open_askingAnotherCluster_waitsAndSaysWhy() {
        Life life = Life.in(parent, "n2", kek);
        assertWaits(life.answeredBy(leader).cluster("invoices"), "another name of the cluster");
    }

    /** What came may be a stranger's: nobody refuses a start by it. */
    @Test
    void open_joinerWithAnotherKek_waitsAndSaysWhy() {
        TestKek other = TestKek.withoutFingerprint("other");
        Life life = Life.in(parent, "n2", other);
        assertWaits(life.answeredBy(leader), "another KEK than the cluster");
    }

    private static void assertWaits(Builder builder, String why) {
        List<String> told = new ArrayList<>();
        try (QuorumSeal seal = builder.listener((event, group, text) -> told.add(event + " " + text))
                .open()) {
            assertFalse(seal.status().keys().bootstrapped());
            assertTrue(
                    told.stream().anyMatch(line -> line.startsWith("NOT_REGISTERED_YET") && line.contains(why)),
                    told::toString);
        }
    }

    /** The leader used the number, and remembers for whom. */
    @Test
    void open_answerLost_asksAgainUnderTheSameNumber() {
        Life life = Life.in(parent, "n2", kek);
        TestEngine engine = life.engine().answeredBy(leader).losingTheFirstAnswer();
        try (QuorumSeal seal = life.plain(engine).kek(kek).open()) {
            assertEquals(1, seal.status().opening().value());
        }
        assertEquals(1, life.opening());
    }

    /** The engine's snapshot is of a later opening than the sidecar: nobody has to be asked. */
    @Test
    void open_rolledBackSidecarBesideALaterSnapshot_isRefusedWithoutAPeer() {
        Life life = Life.in(parent, "n2", kek);
        opened(life, 1);
        byte[] old = life.bytes().orElseThrow();
        byte[] state;
        try (QuorumSeal seal = life.answeredBy(leader).open()) {
            state = seal.group("control").exportState(5);
        }
        life.write(old);
        Refusals.refused(
                life,
                Refusal.REGISTRATION_REFUSED,
                new Says("opening 2 is not new", "nonces again that were used", "under another node name"),
                () -> life.alone(life.engine().recovering(Life.snapshot(5, state)))
                        .open());
    }

    /** The limit of this version: an old copy of all files is as good as the original while nobody answers. */
    @Test
    void open_oldCopyOfEverythingAndNobodyAnswers_startsUnseen() {
        Life life = Life.in(parent, "n2", kek);
        opened(life, 1);
        byte[] first = life.bytes().orElseThrow();
        Life old = life.copy("copy");
        opened(life, 2);
        try (QuorumSeal unseen = old.alone(old.engine()).open()) {
            assertEquals(2, unseen.status().opening().value());
        }
        Life asked = life.copy("asked");
        asked.write(first);
        refused(asked, "opening 2 is not new", "nonces again", "under another node name");
    }
}
