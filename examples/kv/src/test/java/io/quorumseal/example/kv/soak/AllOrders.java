package io.quorumseal.example.kv.soak;

import java.util.ArrayList;
import java.util.List;

/** Linearizability by its definition: tries every order of every choice of the open writes. For short histories. */
final class AllOrders {
    private AllOrders() {}

    static boolean explain(List<Operation> operations) {
        return explain(operations, Operation.ABSENT);
    }

    private static boolean explain(List<Operation> left, long value) {
        if (left.stream().allMatch(Operation::open)) {
            return true;
        }
        for (Operation next : left) {
            if (mayBeFirst(next, left) && (next.writes() || next.value() == value)) {
                List<Operation> rest = new ArrayList<>(left);
                rest.remove(next);
                if (explain(rest, next.value())) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Nothing else was answered before it was asked. */
    private static boolean mayBeFirst(Operation operation, List<Operation> left) {
        return left.stream().noneMatch(other -> other.answered() < operation.asked());
    }
}
