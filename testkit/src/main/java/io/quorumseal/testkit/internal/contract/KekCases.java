package io.quorumseal.testkit.internal.contract;

import java.util.List;
import java.util.stream.Stream;

/** All cases of the KEK contract. */
public final class KekCases {
    /** In the order of the table. */
    public static final List<KekCase> ALL = Stream.of(
                    RoundTripCases.ALL,
                    ContextCases.ALL,
                    DamageCases.ALL,
                    IdentityCases.ALL,
                    RewrapCases.ALL,
                    LifetimeCases.ALL,
                    TaxonomyCases.ALL,
                    TimeCases.ALL,
                    InterruptCases.ALL,
                    NetworkCases.ALL,
                    SecrecyCases.ALL,
                    MemoryCases.ALL,
                    DiscoveryCases.ALL)
            .flatMap(List::stream)
            .toList();

    private KekCases() {}
}
