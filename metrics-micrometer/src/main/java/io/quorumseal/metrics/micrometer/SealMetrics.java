package io.quorumseal.metrics.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.quorumseal.api.Purpose;
import io.quorumseal.core.DekStatus.Limit;
import io.quorumseal.core.KekHealth;
import io.quorumseal.core.MemberStatus;
import io.quorumseal.core.NodeHealth;
import io.quorumseal.core.QuorumSeal;
import io.quorumseal.core.Status;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * The meters of a node: {@code quorumseal.*}, each with the tags {@code cluster} and {@code node}. They read
 * {@link QuorumSeal#recentStatus}, and only when the registry is read; nothing is counted on the way of a
 * payload or value. {@link KekCallTimer} times the KEK.
 *
 * <p><b>The caller must</b> bind it after the node has opened, once for each registry, and close it before or after the node
 * closes: a registry goes on to read it until then. Safe for use by several threads.
 */
public final class SealMetrics implements MeterBinder, AutoCloseable {
    private static final double YES = 1;
    private static final double NO = 0;

    private final QuorumSeal seal;
    private final Tags tags;
    private final List<Bound> bound = new CopyOnWriteArrayList<>();

    private record Bound(MeterRegistry registry, Meter meter) {}

    /**
     * Makes the meters of a node.
     *
     * @param seal the node's runtime; stays the caller's to close
     * @param tags further tags; the same names for all nodes in a registry
     */
    public SealMetrics(QuorumSeal seal, Iterable<Tag> tags) {
        this.seal = seal;
        Status status = seal.recentStatus();
        this.tags = Tags.of("cluster", Readings.setting(status, "cluster"), "node", status.node())
                .and(tags);
    }

    /**
     * Registers the meters.
     *
     * @param registry where
     * @throws IllegalStateException if a node of the same tags is registered there: its meters would be read in place of
     *     these
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        if (registry.find("quorumseal.node.ready").tags(tags).meter() != null) {
            throw new IllegalStateException("the registry has the meters of a node with the tags " + tags
                    + " already: close them first, or give this node a tag of its own");
        }
        bindNode(registry);
        bindKeys(registry);
        bindKek(registry);
        bindGroups(registry);
        bindMembers(registry);
        bindValues(registry);
        bindCounters(registry);
    }

    private void bindNode(MeterRegistry registry) {
        for (NodeHealth.Word word : NodeHealth.Word.values()) {
            flag(
                    registry,
                    "quorumseal.node.health",
                    "Whether the node's health is the one that the tag names",
                    Tags.of("word", word.name()),
                    status -> status.health().word() == word);
        }
        flag(
                registry,
                "quorumseal.node.ready",
                "Whether the node takes part",
                Tags.empty(),
                status -> status.health().ready());
        flag(
                registry,
                "quorumseal.node.registered",
                "Whether this opening is registered under the active DEKs",
                Tags.empty(),
                status -> status.health().registered());
        gauge(
                registry,
                "quorumseal.node.openings.ratio",
                "How much of the opening numbers is used, from 0 to 1; suite 1 ends with them",
                Tags.empty(),
                Status::openingsUsed);
        gauge(
                registry,
                "quorumseal.node.warnings",
                "What will stop something before long unless somebody does something about it",
                Tags.empty(),
                status -> status.warnings().size());
    }

    private void bindKeys(MeterRegistry registry) {
        gauge(
                registry,
                "quorumseal.deks.live",
                "DEKs that are not retired",
                Tags.empty(),
                status -> status.keys().keys().size());
        gauge(
                registry,
                "quorumseal.deks.kept",
                "Retired DEKs that this node still needs, and keeps",
                Tags.empty(),
                status -> status.kept().size());
        for (Purpose purpose : Purpose.ofDeks()) {
            Tags of = Tags.of("purpose", purpose.name());
            seconds(
                    registry,
                    "quorumseal.dek.age",
                    "For how long this node has known the active DEK",
                    of,
                    status -> Readings.age(status, purpose));
            gauge(
                    registry,
                    "quorumseal.dek.seals",
                    "Nonces that this node used, or set aside, under the active DEK in this opening",
                    of,
                    status -> Readings.seals(status, purpose));
            gauge(
                    registry,
                    "quorumseal.dek.seals.ratio",
                    "Seals under the active DEK, as a part of the limit that the tag names",
                    of.and("limit", "soft"),
                    status -> Readings.used(status, purpose, Limit.SEALS));
            gauge(
                    registry,
                    "quorumseal.dek.seals.ratio",
                    "Seals under the active DEK, as a part of the limit that the tag names",
                    of.and("limit", "hard"),
                    status -> Readings.used(status, purpose, Limit.HARD_SEALS));
        }
    }

    private void bindKek(MeterRegistry registry) {
        for (KekHealth.Word state : KekHealth.Word.values()) {
            flag(
                    registry,
                    "quorumseal.kek.health",
                    "Whether the KEK's health is the one that the tag names",
                    Tags.of("state", state.name()),
                    status -> status.kek().health().word() == state);
        }
        seconds(
                registry,
                "quorumseal.kek.ill",
                "For how long the KEK has been ill; 0 if it is not",
                Tags.empty(),
                Readings::illFor);
        seconds(
                registry,
                "quorumseal.kek.success.age",
                "How long ago the KEK last did what it was asked for; no number if it has not in this opening",
                Tags.empty(),
                Readings::sinceSuccess);
    }

    private void bindGroups(MeterRegistry registry) {
        for (Status.Mode mode : Status.Mode.values()) {
            gauge(
                    registry,
                    "quorumseal.groups",
                    "Groups that do what the tag names",
                    Tags.of("mode", mode.name()),
                    status -> status.groups().values().stream()
                            .filter(group -> group.mode() == mode)
                            .count());
        }
        seconds(
                registry,
                "quorumseal.hold.longest",
                "The longest that a proposal was held at the last cutover of a group",
                Tags.empty(),
                Readings::longestHold);
    }

    private void bindValues(MeterRegistry registry) {
        flag(
                registry,
                "quorumseal.storage.sealing",
                "Whether values are sealed",
                Tags.empty(),
                status -> status.storage().mode() == Status.Mode.SEALING);
        flag(
                registry,
                "quorumseal.cleartext.refused",
                "Whether a value that is said to be in cleartext is refused",
                Tags.empty(),
                status -> status.storage().cleartextRefused());
        stored(
                registry,
                "quorumseal.values",
                "Stored values, as counted at the last rewriting; no number if they were not counted",
                Readings::values);
        stored(registry, "quorumseal.files", "Sealed files, as they were when somebody looked last", Readings::files);
        stored(
                registry,
                "quorumseal.log.payloads",
                "Payloads that the logs hold, as they were when somebody looked last",
                Readings::payloads);
    }

    private void stored(
            MeterRegistry registry, String name, String what, ToDoubleBiFunction<Status, Readings.Stored> count) {
        for (Readings.Stored stored : Readings.Stored.values()) {
            gauge(registry, name, what, Tags.of("state", stored.word()), status -> count.applyAsDouble(status, stored));
        }
    }

    private void bindMembers(MeterRegistry registry) {
        for (MemberStatus.Word word : MemberStatus.Word.values()) {
            gauge(
                    registry,
                    "quorumseal.members",
                    "Members of the control group that stand as the tag says, as this node has heard",
                    Tags.of("word", word.name()),
                    status -> status.members().values().stream()
                            .filter(member -> member.word() == word)
                            .count());
        }
        seconds(
                registry,
                "quorumseal.members.heard.age",
                "How long ago the other member answered that has been quiet for longest",
                Tags.empty(),
                Readings::sinceHeard);
    }

    private void bindCounters(MeterRegistry registry) {
        counter(registry, "quorumseal.envelopes.sealed", "Envelopes made", Status.Counters::sealed);
        counter(registry, "quorumseal.envelopes.opened", "Envelopes opened", Status.Counters::opened);
        counter(
                registry,
                "quorumseal.cleartext",
                "Payloads and values passed on as they are",
                Status.Counters::cleartext);
        counter(registry, "quorumseal.proposals.refused", "Proposals refused", Status.Counters::refused);
        counter(
                registry,
                "quorumseal.kek.waits",
                "Calls of the KEK that apply had to wait for",
                Status.Counters::kekCallsOnApply);
        counter(registry, "quorumseal.strangers", "Questions that proved nothing", Status.Counters::strangers);
    }

    private void flag(MeterRegistry registry, String name, String what, Tags more, Function<Status, Boolean> holds) {
        gauge(registry, name, what, more, status -> holds.apply(status) ? YES : NO);
    }

    private void gauge(MeterRegistry registry, String name, String what, Tags more, ToDoubleFunction<Status> value) {
        bound(
                registry,
                Gauge.builder(name, seal, now -> value.applyAsDouble(now.recentStatus()))
                        .description(what)
                        .tags(tags)
                        .tags(more)
                        .strongReference(true)
                        .register(registry));
    }

    private void seconds(MeterRegistry registry, String name, String what, Tags more, ToDoubleFunction<Status> value) {
        bound(
                registry,
                TimeGauge.builder(name, seal, TimeUnit.SECONDS, now -> value.applyAsDouble(now.recentStatus()))
                        .description(what)
                        .tags(tags)
                        .tags(more)
                        .strongReference(true)
                        .register(registry));
    }

    private void counter(MeterRegistry registry, String name, String what, ToDoubleFunction<Status.Counters> value) {
        bound(
                registry,
                FunctionCounter.builder(
                                name,
                                seal,
                                now -> value.applyAsDouble(now.recentStatus().counters()))
                        .description(what)
                        .tags(tags)
                        .register(registry));
    }

    private void bound(MeterRegistry registry, Meter meter) {
        bound.add(new Bound(registry, meter));
    }

    /** Takes the meters out of every registry. */
    @Override
    public void close() {
        bound.forEach(one -> {
            var unused = one.registry().remove(one.meter());
        });
        bound.clear();
    }
}
