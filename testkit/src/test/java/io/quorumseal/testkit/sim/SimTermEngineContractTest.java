package io.quorumseal.testkit.sim;

import io.quorumseal.api.spi.Engine;
import io.quorumseal.testkit.EngineContract;
import io.quorumseal.testkit.EngineSubject;

/** The simulated engine that knows only the term at append passes the contract. */
class SimTermEngineContractTest extends EngineContract {
    @Override
    protected EngineSubject subject(int nodes) {
        return new SimSubject(Engine.Append.ON_CONDITION_OF_TERM, nodes);
    }
}
