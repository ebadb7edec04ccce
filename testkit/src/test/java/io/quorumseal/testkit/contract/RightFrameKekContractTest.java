package io.quorumseal.testkit.contract;

import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import java.io.IOException;

/** The suite with a right provider on a Unix socket, whose protocol the proxy does not know. */
class RightFrameKekContractTest extends KekContract {
    @Override
    protected KekSubject subject() throws IOException {
        return ModelSubject.byFrames(new RightProvider());
    }
}
