package io.quorumseal.tool;

import io.quorumseal.core.Admin;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * A way to a node whose operator is killed behind a call: the node has done what it was asked for, and nobody hears it.
 *
 * @param node the way
 * @param left how many calls of the administration he lives to hear answered
 */
record Interrupted(NodeAccess node, int[] left) implements PassedOn {
    /** He does not live any more. */
    static final class Killed extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed");
        }
    }

    static Interrupted after(NodeAccess node, int calls) {
        return new Interrupted(node, new int[] {calls});
    }

    @Override
    public Admin admin() throws IOException {
        Admin real = node.admin();
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (self, method, args) -> {
                    try {
                        Object answer = method.invoke(real, args);
                        if (left[0]-- == 0) {
                            throw new Killed();
                        }
                        return answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
