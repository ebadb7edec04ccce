package io.quorumseal.tool.internal.page;

import io.quorumseal.api.DekId;
import io.quorumseal.core.DekStatus;
import io.quorumseal.core.LogStatus;
import io.quorumseal.core.Status;
import io.quorumseal.core.StorageStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Draws how much is under which key. What a bar shows by colour and pattern, the list below it says in words. */
public final class PageBars {
    private static final double NARROWEST = 1;
    private static final int ALL = 100;

    private final Status status;
    private final Html out;

    PageBars(Status status, Html out) {
        this.status = status;
        this.out = out;
    }

    /**
     * A part of a bar.
     *
     * @param look its class of the style
     * @param name what it is
     * @param amount how much it is
     */
    private record Part(String look, String name, Status.Amount amount) {}

    void write() {
        out.element("h3", "Values");
        Optional<StorageStatus.Rewriting> rewriting = status.storage().rewriting();
        rewriting.ifPresent(this::rewriting);
        status.storage()
                .values()
                .ifPresent(values -> bar("values", parts(values.sealed(), values.cleartext(), values.unreadable())));
        if (rewriting.isEmpty() && status.storage().values().isEmpty()) {
            out.element("p", uncounted(), "class", "quiet");
        }
        status.storage().files().ifPresent(files -> {
            out.element("h3", "Files");
            bar(
                    "files",
                    parts(
                            files.sealed(),
                            files.clear(),
                            new Status.Amount(files.unreadable().size(), 0)));
        });
        status.groups()
                .forEach((id, group) -> group.log().ifPresent(log -> {
                    out.element("h3", "Log of group " + id.name());
                    bar("payloads", parts(amounts(log), amount(log.cleartext()), amount(log.unreadable())));
                }));
    }

    private static Map<DekId, Status.Amount> amounts(LogStatus log) {
        Map<DekId, Status.Amount> amounts = new TreeMap<>();
        log.sealed().forEach((dek, payloads) -> amounts.put(dek, amount(payloads)));
        return amounts;
    }

    private static Status.Amount amount(LogStatus.Payloads payloads) {
        return new Status.Amount(payloads.count(), payloads.bytes());
    }

    /** The rest is under older keys, or in clear: which is counted at its end. */
    private void rewriting(StorageStatus.Rewriting rewriting) {
        out.element("p", "A rewriting is under way: it " + rewriting.phase() + ".");
        if (rewriting.due() > 0) {
            Status.Amount left = new Status.Amount(Math.max(0, rewriting.due() - rewriting.renewed()), 0);
            Status.Amount renewed = new Status.Amount(rewriting.renewed(), 0);
            List<Part> parts = List.of(
                    new Part("active", "sealed anew, under the active key", renewed),
                    new Part("older", "still to be sealed anew", left));
            bar("values", parts);
        }
    }

    private String uncounted() {
        return status.storage().mode() == Status.Mode.CLEARTEXT
                ? "Values are stored in cleartext."
                : "Not counted in this opening yet: rewriting counts them.";
    }

    private List<Part> parts(Map<DekId, Status.Amount> sealed, Status.Amount clear, Status.Amount unreadable) {
        List<Part> parts = new ArrayList<>();
        sealed.forEach((dek, amount) -> parts.add(
                isActive(dek)
                        ? new Part("active", "under key " + dek + ", the active one", amount)
                        : new Part("older", "under key " + dek, amount)));
        parts.sort((one, other) -> one.look().compareTo(other.look()));
        parts.add(new Part("clear", "in clear", clear));
        parts.add(new Part("odd", "unreadable", unreadable));
        return parts;
    }

    private boolean isActive(DekId dek) {
        DekStatus known = status.deks().get(dek);
        return known != null && known.isActive();
    }

    private void bar(String what, List<Part> possible) {
        List<Part> parts =
                possible.stream().filter(part -> part.amount().values() > 0).toList();
        long all = parts.stream().mapToLong(part -> part.amount().values()).sum();
        if (all == 0) {
            out.element("p", "Nothing.", "class", "quiet");
            return;
        }
        String said =
                parts.stream().map(part -> share(part, all) + " " + part.name()).collect(Collectors.joining(", "));
        out.open("svg", "class", "bar", "role", "img", "aria-label", number(all) + " " + what + ": " + said);
        segments(parts, all);
        out.close("svg").line().open("ul", "class", "legend").line();
        parts.forEach(part -> entry(part, what, all));
        out.close("ul").line();
    }

    /** Nothing is so little that it is not seen. */
    private void segments(List<Part> parts, long all) {
        double[] widths = parts.stream()
                .mapToDouble(
                        part -> Math.max(NARROWEST, ALL * (double) part.amount().values() / all))
                .toArray();
        double sum = Arrays.stream(widths).sum();
        double x = 0;
        for (int i = 0; i < widths.length; i++) {
            double width = ALL * widths[i] / sum;
            segment(parts.get(i).look(), x, width);
            x += width;
        }
    }

    private void segment(String look, double x, double width) {
        String from = percent(x);
        String wide = percent(width);
        out.open("rect", "class", look, "x", from, "width", wide, "height", "100%")
                .close("rect");
        out.open("rect", "class", look + "-pattern", "x", from, "width", wide, "height", "100%")
                .close("rect");
    }

    private void entry(Part part, String what, long all) {
        out.open("li").open("svg", "class", "swatch", "aria-hidden", "true");
        segment(part.look(), 0, ALL);
        out.close("svg")
                .open("span")
                .element("strong", share(part, all))
                .text(" " + part.name())
                .open("br")
                .open("span", "class", "quiet");
        long bytes = part.amount().bytes();
        out.text(number(part.amount().values()) + " " + what + (bytes == 0 ? "" : ", " + PageTables.bytes(bytes)));
        out.close("span").close("span").close("li").line();
    }

    private static String percent(double number) {
        return String.format(Locale.ROOT, "%.2f%%", number);
    }

    /** Never rounded up to all, nor down to nothing. */
    private static String share(Part part, long all) {
        double tenths = Math.floor(1000.0 * part.amount().values() / all);
        return tenths == 0 ? "< 0.1 %" : String.format(Locale.ROOT, "%.1f %%", tenths / 10);
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
