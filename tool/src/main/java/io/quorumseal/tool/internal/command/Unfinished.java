package io.quorumseal.tool.internal.command;

import io.quorumseal.core.Admin;

/** Work of the members that ended before it was done on all of them. */
public final class Unfinished extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient String step;
    private final transient Admin.Result result;

    /**
     * Makes it.
     *
     * @param step what was being done
     * @param result how far each member is
     */
    Unfinished(String step, Admin.Result result) {
        super(step + " is not done");
        this.step = step;
        this.result = result;
    }

    Answer answer(String command) {
        return Everywhere.answer(command, step, result);
    }
}
