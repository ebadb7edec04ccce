package io.quorumseal.provider.accp.internal;

import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.testkit.AeadContract;

class AccpAeadContractTest extends AeadContract {

    @Override
    protected AeadProvider provider() {
        return new AccpAeadProvider();
    }
}
