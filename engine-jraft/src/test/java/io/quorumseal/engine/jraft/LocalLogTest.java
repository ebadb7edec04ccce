package io.quorumseal.engine.jraft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.alipay.sofa.jraft.JRaftServiceFactory;
import com.alipay.sofa.jraft.option.LogStorageOptions;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalLogTest {
    @TempDir
    Path directory;

    private static <T> T of(Class<T> type, Function<String, Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.apply(method.getName())));
    }

    /** A status is asked for at any time, and a second one that opened the log would fail, or have the node fail. */
    @Test
    void span_whileTheNodeOpensTheLog_waits() throws IOException {
        NodeOptions options = new NodeOptions();
        options.setLogUri(directory.resolve("log").toString());
        options.setRaftMetaUri(directory.resolve("meta").toString());
        options.setSnapshotUri(directory.resolve("snapshot").toString());
        JRaftGroup group = new JRaftGroup("orders", "identity", options);
        LogStamp stamp = new LogStamp(group.name(), "identity", directory.resolve("log"), directory.resolve("meta"));
        JRaftServiceFactory none = of(JRaftServiceFactory.class, method -> {
            throw new IllegalStateException("opened a second time");
        });
        LocalLog log = new LocalLog(group, none, stamp);
        CompletableFuture<LocalLog.Span> seen = new CompletableFuture<>();
        Thread asks = new Thread(() -> seen.complete(log.span()));
        LogStorage storage = of(LogStorage.class, method -> switch (method) {
            case "init" -> {
                asks.start();
                new Signal().await(() -> asks.getState() == Thread.State.BLOCKED, () -> "it is " + asks.getState());
                yield true;
            }
            case "getFirstLogIndex" -> 3L;
            case "getLastLogIndex" -> 7L;
            default -> throw new IllegalStateException(method);
        });
        assertTrue(log.openedBy(storage, new LogStorageOptions()));
        assertEquals(
                new LocalLog.Span(3, 7), seen.orTimeout(10, TimeUnit.SECONDS).join());
    }
}
