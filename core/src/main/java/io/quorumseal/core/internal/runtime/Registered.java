package io.quorumseal.core.internal.runtime;

import io.quorumseal.core.NodeMXBean;
import java.lang.management.ManagementFactory;
import java.util.regex.Pattern;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/** A bean under a name of its own in the server of this process. Loaded only where there is {@code java.management}. */
final class Registered implements Runnable {
    private static final Pattern PLAIN = Pattern.compile("[^,=:\"*?\\p{Cntrl}]+");

    private final MBeanServer server;
    private final ObjectName name;

    private Registered(MBeanServer server, ObjectName name) {
        this.server = server;
        this.name = name;
    }

    /** Registers a bean; the first free number goes with a name that is taken. */
    static Registered of(String cluster, String node, NodeMXBean bean) {
        String wanted = "io.quorumseal:type=Node,cluster=" + quoted(cluster) + ",name=" + quoted(node);
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            for (int instance = 1; ; instance++) {
                ObjectName name = new ObjectName(instance == 1 ? wanted : wanted + ",instance=" + instance);
                if (isFree(server, name, bean)) {
                    return new Registered(server, name);
                }
            }
        } catch (JMException e) {
            throw new IllegalStateException("the bean " + wanted + " could not be registered", e);
        }
    }

    private static boolean isFree(MBeanServer server, ObjectName name, NodeMXBean bean) throws JMException {
        try {
            var unused = server.registerMBean(bean, name);
            return true;
        } catch (InstanceAlreadyExistsException taken) {
            return false;
        }
    }

    private static String quoted(String text) {
        return PLAIN.matcher(text).matches() ? text : ObjectName.quote(text);
    }

    /** Takes the bean away again. */
    @Override
    public void run() {
        try {
            server.unregisterMBean(name);
        } catch (InstanceNotFoundException gone) {
            // Somebody else took it away.
        } catch (JMException e) {
            throw new IllegalStateException("the bean " + name + " could not be taken away", e);
        }
    }
}
