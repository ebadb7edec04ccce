package io.quorumseal.testkit.internal.store;

import io.quorumseal.testkit.ValueStoreContract.Subject;

/**
 * One thing that a store of values must do.
 *
 * @param name its name
 * @param demand what is demanded, and why
 * @param needsScopes whether it is about scopes
 */
public record StoreCase(String name, String demand, boolean needsScopes, Check check) {

    /** Sees whether a store that was empty does it. */
    interface Check {
        boolean holds(Subject subject);
    }

    /**
     * Runs it.
     *
     * @throws AssertionError if the store does not do what is demanded
     */
    public void run(Subject subject) {
        if (!check.holds(subject)) {
            throw new AssertionError(name + ": " + demand);
        }
    }
}
