package io.quorumseal.tool;

import io.quorumseal.core.Admin;
import io.quorumseal.core.KeyEvents;
import io.quorumseal.core.Status;
import java.io.IOException;
import java.time.Duration;

/** A way to a node by another way; what differs is overridden. */
interface PassedOn extends NodeAccess {
    /** The other way. */
    NodeAccess node();

    @Override
    default Admin admin() throws IOException {
        return node().admin();
    }

    @Override
    default Status status() throws IOException {
        return node().status();
    }

    @Override
    default KeyEvents keyEvents() throws IOException {
        return node().keyEvents();
    }

    @Override
    default Duration probeKek() throws IOException {
        return node().probeKek();
    }
}
