package io.quorumseal.provider.vault.internal;

import java.util.Arrays;

/**
 * Vault's answer. Its body may hold unwrapped DEKs, whatever the status: it is shown to nobody, and zeroed when closed.
 *
 * @param status the HTTP status
 * @param body the bytes
 */
record Answer(int status, byte[] body) implements AutoCloseable {
    static final int OK = 200;
    static final int FORBIDDEN = 403;

    @Override
    public void close() {
        Arrays.fill(body, (byte) 0);
    }

    @Override
    public String toString() {
        return "Answer[" + status + ", " + body.length + " bytes]";
    }
}
