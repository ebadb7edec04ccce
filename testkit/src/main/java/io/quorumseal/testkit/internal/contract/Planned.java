package io.quorumseal.testkit.internal.contract;

import io.quorumseal.testkit.KekSubject;
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
     * @param one the case
     */
    record Applies(KekCase one) implements Planned {
        @Override
        public String name() {
            return one.name();
        }
    }

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
     * @param cases the cases
     * @param subject the subject; only asked what it offers
     * @return the plan, in the order of the cases
     */
    static List<Planned> all(List<KekCase> cases, KekSubject subject) {
        List<Planned> plan = new ArrayList<>();
        cases.forEach(one -> plan.add(one(one, subject)));
        Set<String> unknown = new TreeSet<>(subject.notApplicable().keySet());
        cases.forEach(one -> unknown.removeAll(List.of(one.name(), one.wholeFamily())));
        unknown.forEach(name ->
                plan.add(new Refused(name, "notApplicable() names this case, and there is none; correct the name")));
        return List.copyOf(plan);
    }

    private static Planned one(KekCase one, KekSubject subject) {
        Optional<String> excuse = one.excuse(subject.reach());
        return excuse.<Planned>map(why -> new Excused(one.name(), why)).orElseGet(() -> named(one, subject));
    }

    private static Planned named(KekCase one, KekSubject subject) {
        Map<String, String> reasons = subject.notApplicable();
        String reason = reasons.getOrDefault(one.name(), reasons.get(one.wholeFamily()));
        if (reason == null) {
            return needed(one, subject);
        }
        if (one.isMandatory()) {
            return new Refused(one.name(), "notApplicable() names this case, which " + whoMustPass(one));
        }
        return reason.isBlank()
                ? new Refused(one.name(), "notApplicable() gives no reason for this case; write one")
                : new Excused(one.name(), reason);
    }

    private static String whoMustPass(KekCase one) {
        return one.needs().isEmpty()
                ? "every KEK must pass; take it out there"
                : "every KEK must pass whose calls leave the process: what is out there hangs one day; take it out there,"
                        + " and say in reach() how it is made to hang";
    }

    private static Planned needed(KekCase one, KekSubject subject) {
        String missing = one.needs().stream()
                .filter(need -> !need.isMetBy(subject))
                .map(Need::offer)
                .sorted()
                .collect(Collectors.joining("; "));
        return missing.isEmpty()
                ? new Applies(one)
                : new Refused(
                        one.name(),
                        "the subject lacks " + missing + "; supply it, or name the case in notApplicable() with the"
                                + " reason");
    }
}
