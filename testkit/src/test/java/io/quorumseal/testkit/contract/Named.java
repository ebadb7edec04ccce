package io.quorumseal.testkit.contract;

import io.quorumseal.testkit.contract.ModelKek.Reply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * A key of {@link ModelKms} and who uses it, with the way there.
 *
 * @param server where the server is
 * @param key the key's name
 * @param user who uses it
 * @param way the way there
 */
record Named(URI server, String key, String user, ModelWay way) {

    Named by(String other) {
        return new Named(server, key, other, way);
    }

    /** Asks the server, and is back in time. */
    Reply post(String operation, byte[] request, Duration timeout) throws IOException {
        return way.post(this, operation, request, timeout);
    }

    /** Asks the server, with a limit on each read instead of on the call. */
    Reply postPerRead(String operation, byte[] request, Duration limit) throws IOException {
        return way.postPerRead(this, operation, request, limit);
    }

    @Override
    public String toString() {
        return "model:" + server + "/" + key + "?user=" + user;
    }
}
