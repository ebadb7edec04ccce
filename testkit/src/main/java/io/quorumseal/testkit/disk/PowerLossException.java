package io.quorumseal.testkit.disk;

import java.io.IOException;

/** The power is off: every operation of the file system fails until it is turned on again. */
public final class PowerLossException extends IOException {
    private static final long serialVersionUID = 1L;

    PowerLossException(long operation) {
        super("power is lost since operation " + operation);
    }
}
