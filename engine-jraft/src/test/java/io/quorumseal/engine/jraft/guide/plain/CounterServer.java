package io.quorumseal.engine.jraft.guide.plain;

import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.RaftGroupService;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.rpc.RaftRpcServerFactory;
import com.alipay.sofa.jraft.rpc.RpcServer;
import io.quorumseal.engine.jraft.guide.CounterClosure;
import io.quorumseal.engine.jraft.guide.CounterMachine;
import java.nio.file.Path;

/** A server of counters. */
public final class CounterServer {
    private final CounterMachine machine = new CounterMachine();
    private final RaftGroupService service;
    private final Node node;

    public CounterServer(PeerId self, Configuration members, Path data) {
        NodeOptions options = new NodeOptions();
        options.setFsm(machine);
        options.setLogUri(data.resolve("log").toString());
        options.setRaftMetaUri(data.resolve("meta").toString());
        options.setSnapshotUri(data.resolve("snapshot").toString());
        options.setInitialConf(members);
        RpcServer rpc = RaftRpcServerFactory.createRaftRpcServer(self.getEndpoint());
        service = new RaftGroupService("counters", self, options, rpc);
        node = service.start();
    }

    public CounterClosure add(String counter, long delta) {
        CounterClosure done = new CounterClosure();
        node.apply(new Task(CounterMachine.addition(counter, delta), done));
        return done;
    }

    public long get(String counter) {
        return machine.get(counter);
    }

    public Node node() {
        return node;
    }

    public void stop() throws InterruptedException {
        service.shutdown();
        service.join();
    }
}
