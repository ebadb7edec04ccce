package io.quorumseal.testkit.proxy;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class UnixSocketProxyTest extends StreamProxyContract {
    UnixSocketProxyTest() {
        super(LineServer.Way.UNIX);
    }

    @Test
    void close_leavesNoFile() {
        Path socket = ((UnixDomainSocketAddress) proxy().address()).getPath();
        assertTrue(Files.exists(socket));
        proxy().close();
        assertFalse(Files.exists(socket.resolveSibling(".")));
    }

    @Test
    void uri_isRefused() {
        assertThrows(IllegalStateException.class, () -> proxy().uri());
    }
}
