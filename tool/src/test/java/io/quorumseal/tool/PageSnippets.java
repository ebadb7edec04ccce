package io.quorumseal.tool;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.quorumseal.core.QuorumSeal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** What {@code docs/page.md} shows. */
final class PageSnippets {
    StatusPage here(QuorumSeal seal) {
        StatusPage page = StatusPage.serve(seal);
        System.out.println("status page: " + page.uri());
        return page; // to be closed before the runtime
    }

    StatusPage elsewhere(QuorumSeal seal, PrometheusMeterRegistry registry) throws UnknownHostException {
        return StatusPage.builder(seal)
                .address(new InetSocketAddress(InetAddress.getByName("10.0.0.7"), 9443))
                .tls(Path.of("/etc/orders/page.p12"), Path.of("/etc/orders/page.password"))
                .token(Path.of("/etc/orders/page.token"))
                .metrics(registry::scrape) // those of the store, with QuorumSeal's among them
                .serve();
    }
}
