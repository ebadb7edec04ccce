package io.quorumseal.testkit.guide;

import io.quorumseal.api.DekId;
import io.quorumseal.api.GroupId;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.Admin;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.RotationPolicy;
import io.quorumseal.core.Status;
import java.time.Duration;
import java.util.function.Consumer;

/** Changes of key state, and looking at a node. */
final class Operate {
    private final QuorumSeal seal;

    Operate(QuorumSeal seal) {
        this.seal = seal;
    }

    void switchOn() {
        Admin admin = seal.admin();
        admin.bootstrap();
        admin.enableStorageEnvelope();
        admin.enableRaftEnvelope(new GroupId("orders"));
    }

    void rotate() {
        seal.admin().rotate(Purpose.RAFT);
        seal.admin().rotate(Purpose.STORAGE);
    }

    RotationPolicy policy() {
        return new RotationPolicy(Duration.ofDays(90), 0, 0).withHardSeals(1L << 30);
    }

    void leaveNothingOld(DekId old) {
        Admin admin = seal.admin();
        admin.rewrite(); // ask again until already() is true
        admin.purge(); // likewise
        admin.retire(old); // or STILL_NEEDED: why not yet, member by member
    }

    void look(Consumer<String> say) {
        Status status = seal.status();
        say.accept(status.health().word() + " " + status.health().why());
        status.groups().forEach((id, group) -> say.accept(id + ": " + group.mode() + " " + group.why()));
        status.members().forEach((name, member) -> say.accept(name + ": " + member.word() + " " + member.why()));
        status.deks()
                .forEach((id, dek) -> say.accept(id + ": " + dek.word() + " for " + dek.age() + " " + dek.needs()));
        say.accept(status.storage().mode() + ", opening " + status.opening() + ", " + status.counters());
    }
}
