package io.quorumseal.testkit.internal.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What becomes of a case with some subject. */
public sealed interface Planned {

    /**
     * Names the case.
     *
     * @return its name
     */
    String name();

    /**
     * It is run.
     *
     * @param name the case's name
     */
    record Applies(String name) implements Planned {}

    /**
     * It does not apply, and the subject says why.
     *
     * @param name the case's name
     * @param reason why
     */
    record Excused(String name, String reason) implements Planned {}

    /**
     * The subject is incomplete.
     *
     * @param name the case's name
     * @param problem what is wrong and what to do
     */
    record Refused(String name, String problem) implements Planned {}

    /**
     * Plans all cases.
     *
     * @param <S> the kind of subject
     * @param cases the cases
     * @param subject the subject; only asked what it offers
     * @param reasons what the subject's {@code notApplicable()} says
     * @return the plan, in the order of the cases
     */
    static <S> List<Planned> all(List<? extends Case<S>> cases, S subject, Map<String, String> reasons) {
        List<Planned> plan = new ArrayList<>();
        cases.forEach(one -> plan.add(one(one, subject, reasons)));
        Set<String> unknown = new TreeSet<>(reasons.keySet());
        cases.forEach(one -> unknown.removeAll(List.of(one.name(), one.wholeFamily())));
        unknown.forEach(name ->
                plan.add(new Refused(name, "notApplicable() names this case, and there is none; correct the name")));
        return List.copyOf(plan);
    }

    private static <S> Planned one(Case<S> one, S subject, Map<String, String> reasons) {
        Optional<String> excuse = one.excuse(subject);
        return excuse.<Planned>map(why -> new Excused(one.name(), why)).orElseGet(() -> named(one, subject, reasons));
    }

    private static <S> Planned named(Case<S> one, S subject, Map<String, String> reasons) {
        String reason = reasons.getOrDefault(one.name(), reasons.get(one.wholeFamily()));
        if (reason == null) {
            return needed(one, subject);
        }
        if (one.isMandatory()) {
            return new Refused(one.name(), "notApplicable() names this case, which " + one.whoMustPass());
        }
        return reason.isBlank()
                ? new Refused(one.name(), "notApplicable() gives no reason for this case; write one")
                : new Excused(one.name(), reason);
    }

    private static <S> Planned needed(Case<S> one, S subject) {
        String missing = one.needs().stream()
                .filter(need -> !need.isMetBy(subject))
                .map(Need::offer)
                .sorted()
                .collect(Collectors.joining("; "));
        return missing.isEmpty()
                ? new Applies(one.name())
                : new Refused(
                        one.name(),
                        "the subject lacks " + missing + "; supply it, or name the case in notApplicable() with the"
                                + " reason");
    }
}
