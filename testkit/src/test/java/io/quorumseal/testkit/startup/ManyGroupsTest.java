package io.quorumseal.testkit.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.QuorumSeal;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a group needs is asked of that group alone: a process with a thousand of them starts a thousand. */
class ManyGroupsTest {
    private static final int GROUPS = 20;

    @TempDir
    Path parent;

    @Test
    void groupsThatBegin_noneLooksAtTheOthers() {
        Life life = Life.in(parent, "n1", TestKek.withFingerprint("k"));
        TestEngine engine = life.engine();
        List<GroupId> groups =
                IntStream.range(0, GROUPS).mapToObj(i -> new GroupId("g" + i)).toList();
        groups.forEach(engine::hosting);
        try (QuorumSeal runtime = life.leading(engine)) {
            int before = engine.looksAtAll();
            groups.stream().map(group -> runtime.group(group.name())).forEach(GroupSeal::leadershipChanged);
            assertEquals(before, engine.looksAtAll());
            groups.forEach(group ->
                    assertEquals(Life.LOG, runtime.status().keys().group(group).log()));
        }
    }
}
