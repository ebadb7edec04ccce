package io.quorumseal.core.internal.sidecar;

import io.quorumseal.core.internal.disk.FileOps;
import io.quorumseal.core.internal.disk.RealFileOps;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** Real file operations, of which one kind fails while it is told to, and the names of those that were called. */
final class Faults {
    final List<String> called = new ArrayList<>();
    private String failing = "";

    /** Lets every operation of a name fail from now on; the empty name lets none fail. */
    Faults failOn(String operation) {
        failing = operation;
        called.clear();
        return this;
    }

    FileOps ops() {
        return interposed(FileOps.class, new RealFileOps());
    }

    private <T> T interposed(Class<T> type, T real) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> call(real, method, args)));
    }

    private synchronized Object call(Object real, Method method, Object[] args) throws Throwable {
        if (!method.isDefault()) {
            called.add(method.getName());
        }
        if (method.getName().equals(failing)) {
            throw new IOException("injected: " + failing);
        }
        try {
            Object result = method.invoke(real, args);
            return result instanceof FileOps.NewFile file ? interposed(FileOps.NewFile.class, file) : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
