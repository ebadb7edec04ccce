package io.quorumseal.tool;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** Changes what a node says. */
final class Statuses {
    private Statuses() {}

    /** A record with another value in one component. */
    @SuppressWarnings("unchecked")
    static <R extends Record> R with(R record, String component, Object value) {
        RecordComponent[] all = record.getClass().getRecordComponents();
        Class<?>[] types = Arrays.stream(all).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(all)
                .map(each -> each.getName().equals(component) ? value : of(record, each))
                .toArray();
        try {
            return (R) record.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(record.getClass() + " has no component " + component, e);
        }
    }

    private static Object of(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(component.toString(), e);
        }
    }
}
