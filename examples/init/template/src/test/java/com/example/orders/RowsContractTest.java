package com.example.orders;

import io.quorumseal.core.ValueStore;
import io.quorumseal.core.ValueStore.Stored;
import io.quorumseal.testkit.ValueStoreContract;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;

/** Rewriting finds in the rows what it needs. */
class RowsContractTest extends ValueStoreContract {

    @Override
    protected boolean hasScopes() {
        return false;
    }

    @Override
    protected Subject open() {
        Rows rows = new Rows();
        return new Subject() {
            @Override
            public ValueStore store() {
                return rows;
            }

            @Override
            public void put(Stored row) {
                rows.put(ByteString.copyFrom(row.storageKey()), row.value());
            }
        };
    }
}
