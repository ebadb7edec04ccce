package io.quorumseal.testkit.contract;

import io.quorumseal.core.StoredValue;
import io.quorumseal.testkit.ValueStoreContract.Subject;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** For each case of the contract a store that fails it. */
final class WrongStores {
    static final Map<String, Supplier<Subject>> ALL = Map.of(
            "values.all", LeavesCleartextOut::new,
            "values.again", TellsOnce::new,
            "values.meanwhile", TellsWhatIsThereNow::new,
            "values.scope", TellsNoScope::new,
            "replace.seen", SaysThatItDid::new,
            "replace.newer", ReplacesWhateverIsThere::new,
            "replace.state-bit", ComparesBytes::new,
            "replace.gone", BringsBack::new,
            "replace.scope", KnowsNoScope::new,
            "compact.keeps", CompactsEverythingAway::new);

    private WrongStores() {}

    private static final class LeavesCleartextOut extends MapStore {
        @Override
        public Stream<Stored> values() {
            return super.values().filter(row -> row.value().sealed());
        }
    }

    private static final class TellsOnce extends MapStore {
        private boolean told;

        @Override
        public Stream<Stored> values() {
            Stream<Stored> all = told ? Stream.empty() : super.values();
            told = true;
            return all;
        }
    }

    private static final class TellsWhatIsThereNow extends MapStore {
        @Override
        public Stream<Stored> values() {
            return rows().values().stream();
        }
    }

    private static final class TellsNoScope extends MapStore {
        @Override
        public Stream<Stored> values() {
            return super.values().map(row -> new Stored(row.storageKey(), row.value()));
        }
    }

    private static final class SaysThatItDid extends MapStore {
        @Override
        public boolean replace(Stored seen, StoredValue renewed) {
            Stored now = rows().get(place(seen));
            return now != null && isStill(seen, now);
        }
    }

    private static final class ReplacesWhateverIsThere extends MapStore {
        @Override
        boolean isStill(Stored seen, Stored now) {
            return true;
        }
    }

    private static final class ComparesBytes extends MapStore {
        @Override
        boolean isStill(Stored seen, Stored now) {
            return Arrays.equals(seen.value().bytes(), now.value().bytes());
        }
    }

    private static final class BringsBack extends MapStore {
        @Override
        public boolean replace(Stored seen, StoredValue renewed) {
            if (!rows().containsKey(place(seen))) {
                put(new Stored(seen.scope(), seen.storageKey(), renewed));
                return true;
            }
            return super.replace(seen, renewed);
        }
    }

    private static final class KnowsNoScope extends MapStore {
        @Override
        public boolean replace(Stored seen, StoredValue renewed) {
            boolean replaced = false;
            for (Stored row : values().toList()) {
                boolean sameKey = Arrays.equals(row.storageKey(), seen.storageKey());
                replaced |= sameKey && super.replace(new Stored(row.scope(), row.storageKey(), seen.value()), renewed);
            }
            return replaced;
        }
    }

    private static final class CompactsEverythingAway extends MapStore {
        @Override
        public void compact() {
            rows().clear();
        }
    }
}
