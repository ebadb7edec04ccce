package io.quorumseal.tool.internal.page;

import io.quorumseal.core.DekStatus;
import io.quorumseal.core.NodeHealth;
import io.quorumseal.core.Status;
import io.quorumseal.tool.internal.report.HumanText;
import io.quorumseal.tool.internal.report.Report;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The page for people: what is wrong and what is under which key first, then all that the report has. Each part has an id, by
 * which its script finds what to put in anew.
 */
public final class Page {
    private static final Map<NodeHealth.Word, String> SAID = Map.of(
            NodeHealth.Word.WELL, "nothing is wrong",
            NodeHealth.Word.WAITING, "it goes on by itself once others answer",
            NodeHealth.Word.ILL, "somebody has to look at it",
            NodeHealth.Word.HALTED, "it goes on after a restart at the earliest",
            NodeHealth.Word.REFUSED, "the cluster refuses this opening");

    private static final Set<String> ELSEWHERE = Set.of("command", "node", "at", "warnings", "written_in_clear");

    private final Status status;
    private final Report report;
    private final Html out = new Html();
    private final PageTables tables = new PageTables(out);

    private Page(Status status, Report report) {
        this.status = status;
        this.report = report;
    }

    static String of(Status status, Report report) {
        Page page = new Page(status, report);
        page.header();
        page.main();
        page.footer();
        String title = status.node() + " \u2013 "
                + status.health().word().name().toLowerCase(Locale.ROOT) + " \u2013 QuorumSeal";
        return PageFrame.around(title, page.out.toString());
    }

    private String setting(String name) {
        return status.settings().stream()
                .filter(setting -> setting.name().equals(name))
                .map(Status.Setting::value)
                .findFirst()
                .orElse("");
    }

    private void header() {
        NodeHealth.Word word = status.health().word();
        out.open("header").element("p", "QuorumSeal", "class", "product");
        out.open("h1").text("Node " + status.node() + " ");
        out.element("small", "in cluster " + setting("quorumseal.cluster")).close("h1");
        String look = "state " + PageTables.look(word.name()).orElseThrow();
        out.open("p", "id", "state", "role", "status", "class", look).open("span");
        out.element("strong", PageTables.title(word.name().toLowerCase(Locale.ROOT)));
        out.text(": " + SAID.get(word) + ". " + sealed()).close("span").close("p");
        out.close("header").line();
    }

    /** How far encryption is. */
    private String sealed() {
        boolean values = status.storage().mode() == Status.Mode.SEALING;
        long groups = status.groups().keySet().stream()
                .filter(id -> status.keys().group(id).cutover().isPresent())
                .count();
        boolean held = status.groups().values().stream().anyMatch(group -> group.mode() == Status.Mode.HELD);
        return "Values are " + (values ? "sealed" : "in cleartext") + ", payloads are sealed in " + groups + " of "
                + status.groups().size() + " groups." + (held ? " A cutover is under way." : "");
    }

    private void main() {
        out.open("main", "id", "main").line();
        troubles();
        part("shares", "What is under which key", "", () -> new PageBars(status, out).write());
        part("node", "Node", "", () -> tables.list(overview()));
        part("kek", "KEK", "", () -> list("kek"));
        part("old-keys", "What stands in the way of retiring", "wide", this::oldKeys);
        rows("members", "Members of the control group, as this node heard of them last");
        rows("groups", "Raft groups on this node, and what their logs have done");
        rows("keys", "Live data keys, with the seals and bytes of this node in this opening");
        rows("limits", "How much of the rotation policy's limits is used up");
        rows("key_events", "The latest of each group, the newest first; each hash covers the event before, too");
        part("counters", "Counts since the start", "", () -> list("counters"));
        part("more", "More", "", this::more);
        out.close("main").line();
    }

    private void part(String id, String title, String look, Runnable content) {
        out.open("section", "id", id, "class", look, "aria-labelledby", id + "-title");
        out.element("h2", title, "id", id + "-title").line();
        content.run();
        out.close("section").line();
    }

    private void troubles() {
        List<String> lines = Stream.of(
                        Stream.of(status.health().why()),
                        status.warnings().stream(),
                        status.members().values().stream()
                                .filter(member -> member.isInTrouble() && !member.self())
                                .map(member -> "member " + member.name() + ": " + member.why()))
                .flatMap(each -> each)
                .filter(line -> !line.isEmpty())
                .distinct()
                .toList();
        if (!lines.isEmpty()) {
            part("troubles", "To be looked at", "wide trouble", () -> items(lines));
        }
    }

    private void items(List<String> lines) {
        out.open("ul").line();
        lines.forEach(line -> out.element("li", HumanText.line(line)).line());
        out.close("ul").line();
    }

    /** What has one value and is told nowhere else on the page. */
    private Report overview() {
        Report overview = new Report();
        report.fields().forEach((name, value) -> {
            boolean one = !(value instanceof Report.Rows) && !(value instanceof Report.Part);
            if (one && !ELSEWHERE.contains(name)) {
                overview.put(name, value);
            }
        });
        return overview.flag("ready", status.health().ready())
                .flag("registered", status.health().registered());
    }

    private void oldKeys() {
        List<DekStatus> old =
                status.deks().values().stream().filter(dek -> !dek.isActive()).toList();
        if (old.isEmpty()) {
            out.element("p", "Nothing: there is no data key that is not active.", "class", "quiet");
        }
        for (DekStatus dek : old) {
            out.element("h3", "Key " + dek.id() + ", " + dek.purpose().word() + ", " + said(dek));
            if (dek.needs().isEmpty()) {
                out.element("p", "Nothing that this node knows of.", "class", "quiet");
            } else {
                items(dek.needs());
            }
        }
    }

    private static String said(DekStatus dek) {
        return dek.word() == DekStatus.Word.KEPT ? "retired and kept" : "replaced";
    }

    private void list(String name) {
        if (report.fields().get(name) instanceof Report.Part part) {
            tables.list(part.report());
        }
    }

    private void rows(String name, String caption) {
        if (report.fields().get(name) instanceof Report.Rows rows
                && !rows.rows().isEmpty()) {
            part(name, PageTables.title(name), "wide", () -> tables.table(caption, rows.rows()));
        }
    }

    private void more() {
        folded("settings", "What is in force, and who says so");
        folded("snapshots", "Snapshots of groups when somebody looked last, and the keys that they need");
        folded("suites", "In which cipher suite is sealed, and to what that binds");
        folded("writers", "Nodes that have sealed under a key whose nonces are counted");
    }

    private void folded(String name, String caption) {
        if (report.fields().get(name) instanceof Report.Rows rows
                && !rows.rows().isEmpty()) {
            out.open("details", "id", name + "-all")
                    .element("summary", PageTables.title(name), "id", name + "-summary");
            tables.table(caption, rows.rows());
            out.close("details").line();
        }
    }

    private void footer() {
        out.open("footer").open("p", "id", "as-of").text("As of ");
        tables.time(status.at());
        out.text(".").close("p").open("p").text("For programs: ");
        out.element("a", "status.json", "href", "/status.json").text(", ");
        out.element("a", "metrics", "href", "/metrics").text(", ");
        out.element("a", "health", "href", "/health")
                .text(".")
                .close("p")
                .close("footer")
                .line();
    }
}
