package io.quorumseal.engine.ratis;

import io.quorumseal.api.GroupId;
import io.quorumseal.api.spi.Engine.Leadership;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Gives up leadership of groups, each as soon as another voter has all that this node had when it was asked to. */
final class StepDown {
    private static final Logger LOG = System.getLogger(StepDown.class.getName());
    private static final long LOOK_UP_MILLIS = 50;

    private final Groups groups;
    private final Executor executor;
    private final Set<GroupId> wanted = ConcurrentHashMap.newKeySet();

    StepDown(Groups groups, Executor executor) {
        this.groups = groups;
        this.executor = executor;
    }

    void begin(GroupId group, String why) {
        Optional<Leadership.Leading> leads = leads(group);
        if (leads.isPresent() && wanted.add(group)) {
            LOG.log(
                    Level.WARNING,
                    "group {0}: giving up leadership of term {1}: {2}",
                    group,
                    leads.get().term(),
                    why);
            executor.execute(() -> look(group, leads.get()));
        }
    }

    private Optional<Leadership.Leading> leads(GroupId group) {
        return groups.division(group)
                .map(LocalDivision::leadership)
                .filter(Leadership.Leading.class::isInstance)
                .map(Leadership.Leading.class::cast);
    }

    /** Ratis does not say when a follower catches up, so this looks from time to time. */
    private void look(GroupId group, Leadership.Leading then) {
        Optional<LocalDivision> division = groups.division(group);
        boolean same = leads(group).filter(now -> now.term() == then.term()).isPresent();
        if (!same || division.isEmpty()) {
            wanted.remove(group);
        } else if (division.get().anotherVoterHas(then.lastIndex())) {
            wanted.remove(group);
            transfer(group, division.get());
        } else {
            CompletableFuture.delayedExecutor(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS, executor)
                    .execute(() -> look(group, then));
        }
    }

    private static void transfer(GroupId group, LocalDivision division) {
        try {
            division.stepDown();
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "group " + group + ": leadership is not given up", e);
        }
    }
}
