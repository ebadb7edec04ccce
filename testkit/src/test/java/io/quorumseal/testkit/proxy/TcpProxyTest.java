package io.quorumseal.testkit.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class TcpProxyTest extends StreamProxyContract {
    TcpProxyTest() {
        super(LineServer.Way.TCP);
    }

    @Test
    void uri_namesThePortOnLoopback() {
        InetSocketAddress address = (InetSocketAddress) proxy().address();
        assertEquals("http://127.0.0.1:" + address.getPort(), proxy().uri().toString());
    }
}
