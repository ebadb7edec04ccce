package io.quorumseal.provider.tink.internal;

import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.testkit.AeadContract;

class AesGcmContractTest extends AeadContract {

    @Override
    protected AeadProvider provider() {
        return new AesGcmProvider();
    }
}
