package io.quorumseal.testkit.contract;

import io.quorumseal.testkit.KekContract;
import io.quorumseal.testkit.KekSubject;
import java.io.IOException;

/** The suite as an author uses it, with a provider that is right. */
class RightKekContractTest extends KekContract {
    @Override
    protected KekSubject subject() throws IOException {
        return ModelSubject.right();
    }
}
