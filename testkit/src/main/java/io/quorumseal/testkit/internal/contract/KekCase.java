package io.quorumseal.testkit.internal.contract;

import io.quorumseal.testkit.KekSubject;
import java.util.Set;

/**
 * One thing that is demanded of a KEK.
 *
 * @param name its family and itself, as {@code context.wrong-cluster}
 * @param demand what a right KEK does
 * @param needs what a subject has to offer for it; nothing where every KEK must do it
 * @param check fails with an {@link AssertionError} for a wrong KEK
 */
public record KekCase(String name, String demand, Set<Need<KekSubject>> needs, Check check)
        implements Case<KekSubject> {

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

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    static KekCase of(String name, String demand, Check check, Need<KekSubject>... needs) {
        return new KekCase(name, demand, Set.of(needs), check);
    }

    @Override
    public String whoMustPass() {
        return needs.isEmpty()
                ? "every KEK must pass; take it out there"
                : "every KEK must pass whose calls leave the process: what is out there hangs one day; take it out there,"
                        + " and say in reach() how it is made to hang";
    }
}
