package io.quorumseal.tool;

import io.quorumseal.api.HaltApplyException;
import io.quorumseal.api.RejectedException;
import io.quorumseal.api.RetryableException;

/** The result of a command, as its process tells it. */
public enum ExitCode {
    /** It is done, or was done before; for {@code doctor} and {@code audit}: nothing was found wrong. */
    DONE(0, "done, or so already; nothing found wrong"),
    /** It was refused ({@link RejectedException}, {@link HaltApplyException}); repeating it does not help. */
    REFUSED(1, "refused; repeating it does not help"),
    /** The command line is wrong; nothing was done. */
    WRONG_USE(2, "wrong use; nothing was done"),
    /**
     * Nothing was done, or the outcome is unknown ({@link RetryableException}), or the node cannot be reached; asking
     * again is safe.
     */
    TRY_AGAIN(3, "try again; asking twice is safe"),
    /** {@code doctor} or {@code audit} found something wrong. */
    FINDINGS(4, "doctor or audit found something wrong"),
    /** It failed in a way that nobody foresaw. */
    FAILED(5, "failed unexpectedly"),
    /** It goes on in the background, on one member at least, and failed on none; asking again is safe. */
    UNDER_WAY(6, "under way on a member; ask again until it is done");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /**
     * Tells the number.
     *
     * @return 0 to 6
     */
    public int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }
}
