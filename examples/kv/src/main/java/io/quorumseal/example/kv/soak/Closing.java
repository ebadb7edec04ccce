package io.quorumseal.example.kv.soak;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Gives an end to the writes on one key that nobody knows the outcome of. One whose value was never read may as well
 * not have taken effect: it is left out. One whose value was read had taken effect before the first of these reads
 * was answered. Both are exact because all values written differ.
 */
final class Closing {
    private final Collection<Operation> operations;
    private final Map<Long, Operation> writes = new HashMap<>();
    private final Map<Long, Long> firstRead = new HashMap<>();

    Closing(Collection<Operation> operations) {
        this.operations = operations;
        for (Operation operation : operations) {
            if (operation.writes()) {
                enter(operation);
            } else {
                firstRead.merge(operation.value(), operation.answered(), Math::min);
            }
        }
    }

    private void enter(Operation write) {
        if (write.value() == Operation.ABSENT || writes.put(write.value(), write) != null) {
            throw new IllegalArgumentException("a value is written once, and none is " + Operation.ABSENT);
        }
    }

    List<Operation> readsOfNothingWritten() {
        return operations.stream()
                .filter(read -> !read.writes() && read.value() != Operation.ABSENT)
                .filter(read -> !writes.containsKey(read.value()))
                .toList();
    }

    /** The operations, each with an end. Two equal ones are reads, and what explains one explains the other. */
    List<Operation> closed() {
        return operations.stream()
                .distinct()
                .flatMap(operation -> operation.open() ? closed(operation) : Stream.of(operation))
                .toList();
    }

    private Stream<Operation> closed(Operation write) {
        return Stream.ofNullable(firstRead.get(write.value()))
                // A read of it that ended before it was asked leaves it as it is: the search refuses that.
                .map(read -> write.answeredAt(Math.max(read, write.asked())));
    }
}
