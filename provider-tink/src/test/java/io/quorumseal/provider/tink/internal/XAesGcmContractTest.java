package io.quorumseal.provider.tink.internal;

import io.quorumseal.api.spi.AeadProvider;
import io.quorumseal.testkit.AeadContract;

class XAesGcmContractTest extends AeadContract {

    @Override
    protected AeadProvider provider() {
        return new XAesGcmProvider();
    }

    @Override
    protected int nonceLength() {
        return 24;
    }
}
