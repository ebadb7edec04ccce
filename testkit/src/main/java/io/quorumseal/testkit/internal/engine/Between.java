package io.quorumseal.testkit.internal.engine;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.QuorumSeal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What stands between one node's engine and its runtime, in one life of the node. */
final class Between {
    private final Heard heard;
    private final Rules rules;
    private final Heard.Life life;
    private final Engine engine;

    Between(Heard heard, Rules rules, Heard.Life life, Engine engine) {
        this.heard = heard;
        this.rules = rules;
        this.life = life;
        this.engine = engine;
    }

    Heard heard() {
        return heard;
    }

    Rules rules() {
        return rules;
    }

    Heard.Life life() {
        return life;
    }

    /** The engine under test. */
    Engine engine() {
        return engine;
    }

    /** What the runtime is given in its place. */
    Engine forRuntime() {
        return new HeardEngine(this);
    }

    /** What engine and vendor are given in the runtime's place. */
    QuorumSeal forEngine(QuorumSeal runtime) {
        return new HeardSeal(this, runtime);
    }

    Draft draft(Proposal proposal, Optional<String> payload) {
        Draft draft = new Draft(proposal, heard, payload);
        heard.add(new Heard.Begun(life, draft));
        return draft;
    }

    void told(GroupId group) {
        heard.add(new Heard.Told(life, group, engine.leadership(group)));
    }

    static byte[] copied(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    static String text(ByteBuffer buffer) {
        return new String(copied(buffer), StandardCharsets.UTF_8);
    }
}
