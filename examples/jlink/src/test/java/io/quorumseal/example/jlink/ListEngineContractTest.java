package io.quorumseal.example.jlink;

import io.quorumseal.testkit.EngineContract;
import io.quorumseal.testkit.EngineSubject;

/** The smallest engine passes the contract, as far as one node goes. */
class ListEngineContractTest extends EngineContract {
    @Override
    protected EngineSubject subject(int nodes) {
        return new ListSubject();
    }
}
