package io.quorumseal.testkit.internal.engine;

import io.quorumseal.api.GroupId;
import io.quorumseal.core.Admin;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.KeyEvents;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.SealedFiles;
import io.quorumseal.core.Status;
import io.quorumseal.core.ValueSeal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The runtime as the engine and the vendor see it. */
final class HeardSeal implements QuorumSeal {
    /** What the contract's own questions begin with. */
    static final String MARK = "a question of the engine contract ";

    private final Between between;
    private final QuorumSeal runtime;
    private final Map<String, GroupSeal> groups = new ConcurrentHashMap<>();

    HeardSeal(Between between, QuorumSeal runtime) {
        this.between = between;
        this.runtime = runtime;
    }

    @Override
    public GroupSeal group(String group) {
        return groups.computeIfAbsent(group, name -> new HeardGroup(between, runtime.group(name)));
    }

    @Override
    public CompletionStage<byte[]> answer(byte[] question) {
        String text = new String(question, StandardCharsets.UTF_8);
        if (!text.startsWith(MARK)) {
            return runtime.answer(question);
        }
        between.heard().add(new Heard.Question(between.life(), text));
        Optional<CompletionStage<String>> answer =
                between.rules().answering.answer(between.life().node(), text);
        return answer.map(stage -> stage.thenApply(words -> words.getBytes(StandardCharsets.UTF_8)))
                .orElseGet(() -> runtime.answer(question));
    }

    @Override
    public void halted(GroupId group, String why) {
        between.heard().add(new Heard.Halted(between.life(), group));
        runtime.halted(group, why);
    }

    @Override
    public ValueSeal values() {
        return runtime.values();
    }

    @Override
    public ValueSeal values(String scope) {
        return runtime.values(scope);
    }

    @Override
    public SealedFiles files() {
        return runtime.files();
    }

    @Override
    public Admin admin() {
        return runtime.admin();
    }

    @Override
    public Status status() {
        return runtime.status();
    }

    @Override
    public Status recentStatus() {
        return runtime.recentStatus();
    }

    @Override
    public KeyEvents keyEvents() {
        return runtime.keyEvents();
    }

    @Override
    public Duration probeKek() {
        return runtime.probeKek();
    }

    @Override
    public void unsealed(GroupId group, String what) {
        runtime.unsealed(group, what);
    }

    @Override
    public void reseed() {
        runtime.reseed();
    }

    @Override
    public void close() {
        runtime.close();
    }
}
