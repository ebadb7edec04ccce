package io.quorumseal.testkit.internal.contract;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a case needs of a subject.
 *
 * @param <S> the kind of subject
 * @param offer what the subject has to offer, in the words of its interface
 * @param met tells whether it does
 * @param excuse why what the subject is alone excuses it, if it does
 * @param excused who is excused, in the words of the table
 * @param canBeExcusedByName whether a subject may name a case that needs this in {@code notApplicable()}
 */
public record Need<S>(
        String offer,
        Predicate<S> met,
        Function<S, Optional<String>> excuse,
        String excused,
        boolean canBeExcusedByName) {
    /** Who is excused from a case that everybody must pass. */
    static final String NOBODY = "nobody";

    private static final String WITH_A_REASON = "reason";

    /**
     * Makes one that a subject meets by what it offers, or else names with a reason.
     *
     * @param <S> the kind of subject
     * @param offer as of the record
     * @param met as of the record
     * @return the need
     */
    public static <S> Need<S> offered(String offer, Predicate<S> met) {
        return new Need<>(offer, met, subject -> Optional.empty(), WITH_A_REASON, true);
    }

    boolean isMetBy(S subject) {
        return met.test(subject);
    }
}
