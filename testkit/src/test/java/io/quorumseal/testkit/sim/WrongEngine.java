package io.quorumseal.testkit.sim;

import io.quorumseal.api.spi.Engine;
import io.quorumseal.api.spi.Proposal;
import io.quorumseal.core.GroupSeal;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.testkit.EngineSubject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An engine that is wrong in one way, which one case catches: the simulation, with something else in the place of one method.
 *
 * @param name the case
 * @param how what is wrong
 * @param maker makes the cluster of so many nodes
 */
record WrongEngine(String name, String how, Function<Integer, EngineSubject> maker) {

    /** Where a method is called. */
    record At(SimSubject subject, String node, Engine engine) {
        SimNode simulated() {
            return subject.cluster().node(node);
        }
    }

    /** Instead of a method. */
    interface Instead {
        @Nullable
        Object call(At at, Around.Right right, Object[] args) throws Throwable;
    }

    /** Instead of a method of a proposal. */
    interface OnProposal {
        @Nullable
        Object call(At at, Proposal right, Object[] args) throws Throwable;
    }

    /** A wrong method of the engine. */
    static WrongEngine engine(String name, String how, String method, Instead instead) {
        return new WrongEngine(name, how, nodes -> new Wrong(nodes) {
            @Override
            Engine wrong(At at) {
                return Around.method(Engine.class, at.engine(), method, (right, args) -> instead.call(at, right, args));
            }
        });
    }

    /** A wrong way of calling a method of the runtime. */
    static WrongEngine runtime(String name, String how, String method, Instead instead) {
        return new WrongEngine(name, how, nodes -> new Wrong(nodes) {
            @Override
            QuorumSeal wrong(At at, QuorumSeal runtime) {
                return Around.method(QuorumSeal.class, runtime, method, (right, args) -> instead.call(at, right, args));
            }
        });
    }

    /** A wrong way of calling a method of a group's handle. */
    static WrongEngine group(String name, String how, String method, Instead instead) {
        return new WrongEngine(name, how, nodes -> new Wrong(nodes) {
            @Override
            QuorumSeal wrong(At at, QuorumSeal runtime) {
                return WrongEngine.groups(
                        runtime,
                        group -> Around.method(
                                GroupSeal.class, group, method, (right, args) -> instead.call(at, right, args)));
            }
        });
    }

    /** A wrong way of calling a method of the vendor's proposals. */
    static WrongEngine proposal(String name, String how, String method, OnProposal instead) {
        return group(name, how, "begin", (at, begin, payload) -> {
            Proposal proposal = (Proposal) begin.call(payload);
            return Around.method(Proposal.class, proposal, method, (right, args) -> instead.call(at, proposal, args));
        });
    }

    /** Each group's handle is made once, as by a runtime. */
    static QuorumSeal groups(QuorumSeal runtime, Function<GroupSeal, GroupSeal> wrong) {
        Map<String, GroupSeal> groups = new ConcurrentHashMap<>();
        return Around.method(
                QuorumSeal.class,
                runtime,
                "group",
                (right, args) -> groups.computeIfAbsent((String) args[0], name -> wrong.apply(runtime.group(name))));
    }

    /** The simulation with something else between it and the contract. */
    static class Wrong extends SimSubject {
        Wrong(int nodes) {
            super(Engine.Append.INDEX_KNOWN, nodes);
        }

        Engine wrong(At at) {
            return at.engine();
        }

        QuorumSeal wrong(At at, QuorumSeal runtime) {
            return runtime;
        }

        @Override
        public void start(String node, Runtimes runtimes) {
            SimNode starting = cluster().node(node);
            starting.opener((engine, open) -> {
                At at = new At(this, node, engine);
                return wrong(at, runtimes.open(node, wrong(at), open));
            });
            starting.start();
        }
    }
}
