package io.quorumseal.engine.jraft;

import com.alipay.sofa.jraft.JRaftServiceFactory;
import com.alipay.sofa.jraft.entity.codec.LogEntryCodecFactory;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.LogStorage;
import com.alipay.sofa.jraft.storage.RaftMetaStorage;
import com.alipay.sofa.jraft.storage.SnapshotStorage;

/**
 * The vendor's storages, of which the engine sees the log.
 *
 * @param vendors makes them
 * @param log the group's log
 * @param hosted is told that the group begins to run
 */
record SealedServices(JRaftServiceFactory vendors, LocalLog log, HostedGroup hosted) implements JRaftServiceFactory {

    /** The vendor's own, also if options are used for a second engine. */
    static JRaftServiceFactory vendors(NodeOptions options) {
        return options.getServiceFactory() instanceof SealedServices sealed
                ? sealed.vendors
                : options.getServiceFactory();
    }

    @Override
    public LogStorage createLogStorage(String uri, RaftOptions options) {
        return new SealedLogStorage(vendors.createLogStorage(uri, options), log, hosted);
    }

    @Override
    public SnapshotStorage createSnapshotStorage(NodeOptions options) {
        return vendors.createSnapshotStorage(options);
    }

    @Override
    public RaftMetaStorage createRaftMetaStorage(String uri, RaftOptions options) {
        return vendors.createRaftMetaStorage(uri, options);
    }

    @Override
    public LogEntryCodecFactory createLogEntryCodecFactory() {
        return vendors.createLogEntryCodecFactory();
    }
}
