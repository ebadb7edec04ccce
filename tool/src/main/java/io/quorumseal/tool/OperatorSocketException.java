package io.quorumseal.tool;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A node cannot take its operator's commands from a socket. Nothing was changed. */
public final class OperatorSocketException extends IOException {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    private final Reason reason;

    /** What is wrong with a socket. */
    public enum Reason {
        /** Its directory can be entered by others than the node's user. */
        OPEN_TO_OTHERS,
        /** A process that runs takes commands there already. */
        IN_USE,
        /** Something that is no socket has its name. */
        NOT_A_SOCKET,
        /** The system makes no socket of that name: it is too long, or the file system has none. */
        CANNOT_BE_MADE
    }

    OperatorSocketException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Tells what is wrong.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
