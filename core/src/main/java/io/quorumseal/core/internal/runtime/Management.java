package io.quorumseal.core.internal.runtime;

import io.quorumseal.core.NodeMXBean;

/** Whether this process has a management server, and the way to it. */
public final class Management {
    private Management() {}

    /** A run-time image may lack the module, and on the module path nobody may have asked for it. */
    public static boolean isPresent() {
        try {
            Module found = Class.forName("javax.management.MBeanServer", false, Management.class.getClassLoader())
                    .getModule();
            return Management.class.getModule().canRead(found);
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    /** Registers a bean; what is returned takes it away again. */
    static Runnable register(String cluster, String node, NodeMXBean bean) {
        return Registered.of(cluster, node, bean);
    }
}
