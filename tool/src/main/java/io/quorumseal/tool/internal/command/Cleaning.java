package io.quorumseal.tool.internal.command;

import io.quorumseal.api.DekId;
import io.quorumseal.api.KeyState;
import io.quorumseal.api.RejectedException;
import io.quorumseal.core.Admin;
import io.quorumseal.tool.internal.display.Display;
import io.quorumseal.tool.internal.report.MemberText;
import io.quorumseal.tool.internal.report.Report;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Has every member rewrite and purge, and retires the old data keys: again, where a member came to need one meanwhile. */
public final class Cleaning {
    public static final String REWRITE = "rewrite";
    public static final String PURGE = "purge-log";
    static final String RETIRE = "retire";

    /** In how many rounds in a row nothing may come of it: a member that was restarted has to count again. */
    private static final int MOST_FRUITLESS = 5;

    private final Asking asking;
    private final Display display;
    private final Predicate<KeyState.Key> mustGo;
    private final SortedSet<DekId> retired = new TreeSet<>();

    /**
     * Begins.
     *
     * @param mustGo which of the DEKs that are not active have to go
     */
    Cleaning(Asking asking, Display display, Predicate<KeyState.Key> mustGo) {
        this.asking = asking;
        this.display = display;
        this.mustGo = mustGo;
    }

    /** The DEKs that are not active, and have to go. */
    static Collection<DekId> old(KeyState keys, Predicate<KeyState.Key> mustGo) {
        return keys.keys().entrySet().stream()
                .filter(key -> !keys.active().containsValue(key.getKey()))
                .filter(key -> mustGo.test(key.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    Answer run(String command, List<Report.Value> replaced) throws Exception {
        int fruitless = 0;
        while (true) {
            asking.untilDone(REWRITE, Admin::rewrite);
            Admin.Result purged = asking.untilDone(PURGE, Admin::purge);
            int before = retired.size();
            Optional<RejectedException> needed = retireOld();
            if (needed.isEmpty() && left().isEmpty()) {
                return answer(command, replaced, purged);
            }
            fruitless = retired.size() > before ? 0 : fruitless + 1;
            if (needed.isPresent() && (fruitless == MOST_FRUITLESS || asking.isOver())) {
                throw needed.get();
            }
            asking.pause();
        }
    }

    private Collection<DekId> left() throws Exception {
        return old(asking.keys(), mustGo);
    }

    /** Tells why one may still be needed, if it may. */
    private Optional<RejectedException> retireOld() throws Exception {
        Optional<RejectedException> needed = Optional.empty();
        for (DekId dek : left()) {
            try {
                Admin.Result result = asking.answered(admin -> admin.retire(dek));
                retired.add(dek);
                display.say(RETIRE, dek.toString(), result.text());
            } catch (RejectedException refused) {
                if (!Asking.isStillNeeded(refused)) {
                    throw refused;
                }
                display.say(RETIRE, dek.toString(), String.valueOf(refused.getMessage()));
                needed = Optional.of(refused);
            }
        }
        return needed;
    }

    private Answer answer(String command, List<Report.Value> replaced, Admin.Result purged) {
        Report report = new Report()
                .text("command", command)
                .text("outcome", "done")
                .flag("already", replaced.isEmpty() && retired.isEmpty())
                .put("replaced", new Report.Items(replaced))
                .put(
                        "retired",
                        new Report.Items(retired.stream()
                                .<Report.Value>map(dek -> new Report.Whole(dek.value()))
                                .toList()))
                .rows("members", purged.members().stream().map(MemberText::row).toList());
        String members = purged.members().stream().map(Admin.OnMember::node).collect(Collectors.joining(", "));
        String keys = retired.isEmpty()
                ? "no data key had to be retired"
                : "retired " + retired.stream().map(DekId::toString).collect(Collectors.joining(", "));
        return Answer.done("done on " + members + "; " + keys + "\n", report);
    }
}
