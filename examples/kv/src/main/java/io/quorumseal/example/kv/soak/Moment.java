package io.quorumseal.example.kv.soak;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * An operation was asked, or answered.
 *
 * @param operation the operation
 * @param answer which of the two
 */
record Moment(Operation operation, boolean answer) {
    /** Of two at one time, the asking comes first: then both may have been under way together. */
    private static final Comparator<Moment> ORDER =
            Comparator.comparingLong(Moment::time).thenComparing(Moment::answer);

    private long time() {
        return answer ? operation.answered() : operation.asked();
    }

    static List<Moment> inOrder(Collection<Operation> operations) {
        return operations.stream()
                .flatMap(operation -> Stream.of(new Moment(operation, false), new Moment(operation, true)))
                .sorted(ORDER)
                .toList();
    }
}
