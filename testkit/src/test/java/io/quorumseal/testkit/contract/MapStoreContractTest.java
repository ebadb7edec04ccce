package io.quorumseal.testkit.contract;

import io.quorumseal.testkit.ValueStoreContract;

/** A right store passes. */
class MapStoreContractTest extends ValueStoreContract {
    @Override
    protected Subject open() {
        return new MapStore();
    }
}
