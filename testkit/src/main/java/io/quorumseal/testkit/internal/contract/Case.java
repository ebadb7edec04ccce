package io.quorumseal.testkit.internal.contract;

import java.util.Optional;
import java.util.Set;

/**
 * One thing that a contract demands.
 *
 * @param <S> the kind of subject
 */
public interface Case<S> {

    /**
     * Names its family and itself, as {@code context.wrong-cluster}.
     *
     * @return the name
     */
    String name();

    /**
     * Tells what a right subject does.
     *
     * @return one line
     */
    String demand();

    /**
     * Tells what a subject has to offer for it.
     *
     * @return nothing where everybody must do it
     */
    Set<Need<S>> needs();

    /**
     * Tells who must pass it although a subject named it as one that does not apply, and what to do.
     *
     * @return how a sentence goes on that begins with the case
     */
    String whoMustPass();

    /**
     * Tells where the demand comes from.
     *
     * @return where to read; empty if the name is enough
     */
    default Optional<String> source() {
        return Optional.empty();
    }

    /**
     * Names all cases of the family at once.
     *
     * @return the name
     */
    default String wholeFamily() {
        return name().substring(0, name().indexOf('.')) + ".*";
    }

    /**
     * Tells whether no subject may name this case as one that does not apply.
     *
     * @return whether it is so
     */
    default boolean isMandatory() {
        return needs().stream().noneMatch(Need::canBeExcusedByName);
    }

    /**
     * Tells why what a subject is excuses it.
     *
     * @param subject the subject
     * @return the reason; empty where it is not excused
     */
    default Optional<String> excuse(S subject) {
        return needs().stream()
                .flatMap(need -> need.excuse().apply(subject).stream())
                .findFirst();
    }

    /**
     * Tells who is excused, in the words of the page on the contract.
     *
     * @return who
     */
    default String excused() {
        return needs().stream().map(Need::excused).findFirst().orElse(Need.NOBODY);
    }
}
