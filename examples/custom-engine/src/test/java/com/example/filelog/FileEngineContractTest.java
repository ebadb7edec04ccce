package com.example.filelog;

import io.quorumseal.testkit.EngineContract;
import io.quorumseal.testkit.EngineSubject;
import java.io.IOException;

/** The engine passes the contract. */
class FileEngineContractTest extends EngineContract {
    @Override
    protected EngineSubject subject(int nodes) throws IOException {
        return new FileSubject(nodes);
    }
}
