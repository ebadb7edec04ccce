package io.quorumseal.tool.internal.command;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.Admin;
import io.quorumseal.tool.NodeAccess;
import io.quorumseal.tool.internal.display.Display;
import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Replaces active data keys where that is due, and has nothing left under the old ones on any member. It keeps no record of its
 * own: what is due, and what is left, is read from the cluster each time, so that asking again goes on where it was.
 */
public abstract class LeaveNothingOld extends Operation {
    private final NodeAccess node;

    @Option(names = "--plan", description = "Say what would be done, as far as this node knows. Changes nothing.")
    private boolean plan;

    @Mixin
    private Waiting.AtMost atMost = new Waiting.AtMost();

    LeaveNothingOld(NodeAccess node, String name, String description) {
        super(name, description);
        this.node = node;
    }

    /** Whether an active DEK has to be replaced. */
    abstract boolean isDue(KeyState.Key active);

    /** Why it has to be, or need not be. */
    abstract String why(KeyState.Key active);

    /** Replaces an active DEK. */
    abstract Admin.Result replace(Admin admin, Purpose purpose);

    /** What that is called. */
    abstract String replacing();

    /** Whether a DEK that is not active any more has to go. */
    abstract boolean mustGo(KeyState.Key inactive);

    @Override
    final boolean inLines() {
        return !plan;
    }

    @Override
    final Answer answer() throws Exception {
        return plan ? plan(node.status().keys()) : done();
    }

    private Answer done() throws Exception {
        try (Display display = display()) {
            Asking asking = new Asking(node, pace(), display, atMost.timeout());
            List<Report.Value> replaced = new ArrayList<>();
            for (Purpose purpose : Purpose.ofDeks()) {
                asking.replacedIf(purpose, this::isDue, this::replace).ifPresent(result -> {
                    display.say(replacing(), purpose.word(), result.text());
                    replaced.add(new Report.Text(purpose.word()));
                });
            }
            return new Cleaning(asking, display, this::mustGo).run(name(), replaced);
        } catch (Unfinished unfinished) {
            return unfinished.answer(name());
        }
    }

    // ---- the plan

    private Answer plan(KeyState keys) {
        List<Report> steps = new ArrayList<>();
        List<DekId> going = new ArrayList<>(Cleaning.old(keys, this::mustGo));
        for (Purpose purpose : Purpose.ofDeks()) {
            KeyState.Key active = Asking.active(keys, purpose);
            steps.add(step(replacing(), purpose.word(), isDue(active), why(active)));
            Optional.of(active)
                    .filter(this::isDue)
                    .ifPresent(key -> going.add(key.dek().id()));
        }
        steps.add(step(
                Cleaning.REWRITE,
                "every member",
                true,
                "until no value is in cleartext or under a DEK that is not active"));
        steps.add(step(
                Cleaning.PURGE,
                "every member",
                true,
                "until no log and no snapshot holds cleartext or needs a DEK that is not active"));
        going.stream()
                .sorted()
                .forEach(dek -> steps.add(step(
                        Cleaning.RETIRE,
                        "DEK " + dek,
                        true,
                        "not active, or not any more; as soon as no member needs it")));
        Report report = new Report().text("command", name()).rows("plan", steps);
        return Answer.done(HumanText.of(report).stripLeading(), report);
    }

    private static Report step(String step, String what, boolean needed, String why) {
        return new Report()
                .text("step", step)
                .text("what", what)
                .flag("needed", needed)
                .text("why", why);
    }
}
