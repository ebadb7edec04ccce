package io.quorumseal.testkit.contract;

import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.core.JdkAeadProvider;
import io.quorumseal.testkit.AeadContract;

class JdkAeadContractTest extends AeadContract {
    @Override
    protected AeadProvider provider() {
        return new JdkAeadProvider();
    }
}
