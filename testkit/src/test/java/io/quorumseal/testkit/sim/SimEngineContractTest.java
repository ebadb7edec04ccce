package io.quorumseal.testkit.sim;

import io.quorumseal.api.spi.Engine;
import io.quorumseal.testkit.EngineContract;
import io.quorumseal.testkit.EngineSubject;

/** The simulated engine that knows the index at append passes the contract. */
class SimEngineContractTest extends EngineContract {
    @Override
    protected EngineSubject subject(int nodes) {
        return new SimSubject(Engine.Append.INDEX_KNOWN, nodes);
    }
}
