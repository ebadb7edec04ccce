package io.quorumseal.engine.ratis;

import io.quorumseal.testkit.EngineContract;
import io.quorumseal.testkit.EngineSubject;
import java.io.IOException;

/** The adapter of Ratis passes the contract. */
class RatisEngineContractTest extends EngineContract {
    @Override
    protected EngineSubject subject(int nodes) throws IOException {
        return new RatisSubject(nodes);
    }

    @Override
    protected int atATime() {
        return 4;
    }
}
