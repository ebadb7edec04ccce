package io.quorumseal.engine.jraft;

import io.quorumseal.testkit.EngineContract;
import io.quorumseal.testkit.EngineSubject;
import java.io.IOException;

/** The adapter of JRaft passes the contract. */
class JRaftEngineContractTest extends EngineContract {
    @Override
    protected EngineSubject subject(int nodes) throws IOException {
        return new JRaftSubject(nodes);
    }
}
