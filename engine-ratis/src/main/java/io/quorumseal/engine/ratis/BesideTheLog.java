package io.quorumseal.engine.ratis;

import io.quorumseal.api.StartupRefusedException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.datastream.SupportedDataStreamType;
import org.apache.ratis.server.api.DataStreamApi;
import org.apache.ratis.statemachine.StateMachine;
import org.apache.ratis.statemachine.impl.BaseStateMachine;

/** What can be known at a start about data that would go past the log, where nothing seals it. */
final class BesideTheLog {
    private static final Set<String> WAYS = Set.of("read", "write", "stream", "link");
    private static final Set<Class<?>> OF_RATIS =
            Set.of(StateMachine.DataApi.class, DataStreamApi.class, BaseStateMachine.class);
    private static final String REFUSED =
            ": state machine data and data streams go past the log and are not sealed, so nothing that uses them is started"
                    + " while encryption is on or there are keys. Put the data into the log data, as messages; a store that"
                    + " never had keys starts with encryptionOff";

    private BesideTheLog() {}

    /** The refusal to start. */
    static StartupRefusedException refused(String found) {
        return new StartupRefusedException(StartupRefusedException.Refusal.CONFIGURATION, found + REFUSED);
    }

    /** Says which of Ratis's ways past the log a state machine has made its own; empty if none. */
    static Optional<String> found(StateMachine vendor) {
        Set<String> ways = Arrays.stream(vendor.data().getClass().getMethods())
                .filter(method -> WAYS.contains(method.getName()) && !OF_RATIS.contains(method.getDeclaringClass()))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        return ways.isEmpty()
                ? Optional.empty()
                : Optional.of("the state machine " + vendor.getClass().getName() + " has " + String.join(", ", ways)
                        + " of its own");
    }

    /** Says that a server takes data streams; empty if it does not. */
    static Optional<String> found(RaftProperties properties) {
        var type = RaftConfigKeys.DataStream.type(properties, ignored -> {});
        return type == SupportedDataStreamType.DISABLED
                ? Optional.empty()
                : Optional.of(RaftConfigKeys.DataStream.TYPE_KEY + " is " + type);
    }
}
