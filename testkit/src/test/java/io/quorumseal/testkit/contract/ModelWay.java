package io.quorumseal.testkit.contract;

import io.quorumseal.testkit.contract.ModelKek.Reply;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** A way to {@link ModelKms}. */
interface ModelWay {

    /**
     * Asks, and is back in time.
     *
     * @param limit the time for the whole call
     */
    Reply post(Named by, String operation, byte[] request, Duration limit) throws IOException;

    /**
     * Asks, wrongly.
     *
     * @param limit the time for each read
     */
    Reply postPerRead(Named by, String operation, byte[] request, Duration limit) throws IOException;

    /** Chooses by the scheme: {@code http}, or {@code unix} for a stream of frames. */
    static ModelWay to(URI server) {
        return "unix".equals(server.getScheme()) ? new FrameWay(server.getPath()) : new HttpWay(server);
    }
}
