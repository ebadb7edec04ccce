package io.quorumseal.testkit.internal.contract;

import io.quorumseal.testkit.Reach;
import java.util.Optional;
import java.util.Set;

/**
 * One thing that is demanded of a KEK.
 *
 * @param name its family and itself, as {@code context.wrong-cluster}
 * @param demand what a right KEK does
 * @param needs what a subject has to offer for it; nothing where every KEK must do it
 * @param check fails with an {@link AssertionError} for a wrong KEK
 */
public record KekCase(String name, String demand, Set<Need> needs, Check check) {

    /** How a KEK is checked. */
    @FunctionalInterface
    public interface Check {
        /**
         * Checks.
         *
         * @param scene a subject of its own
         * @throws Exception if the KEK is wrong, or could not be checked
         */
        void run(Scene scene) throws Exception;
    }

    static KekCase of(String name, String demand, Check check, Need... needs) {
        return new KekCase(name, demand, Set.of(needs), check);
    }

    /** Names all cases of the family at once. */
    String wholeFamily() {
        return name.substring(0, name.indexOf('.')) + ".*";
    }

    /**
     * Tells whether no subject may name this case as one that does not apply.
     *
     * @return whether it is so
     */
    public boolean isMandatory() {
        return !needs.stream().anyMatch(Need::canBeExcusedByName);
    }

    /**
     * Tells why a subject's reach excuses it.
     *
     * @param reach how its calls leave the process
     * @return the reason; empty where it is not excused
     */
    Optional<String> excuse(Reach reach) {
        return needs.stream()
                .flatMap(need -> need.excuse().apply(reach).stream())
                .findFirst();
    }

    /**
     * Tells who is excused, in the words of the page on the contract.
     *
     * @return who
     */
    public String excused() {
        return needs.stream().map(Need::excused).findFirst().orElse(Need.NOBODY);
    }
}
