package io.quorumseal.core.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The events; {@code docs/monitoring.md} lists them. */
final class FlightEvents {
    private static final String CATEGORY = "QuorumSeal";

    private FlightEvents() {}

    /** One that takes time. */
    @Category(CATEGORY)
    abstract static class Timed extends Event {
        @Label("Outcome")
        String outcome = "";

        /** Begins it. */
        final Span begun() {
            begin();
            return how -> {
                outcome = how;
                commit();
            };
        }
    }

    @Name("io.quorumseal.Open")
    @Label("Open")
    @Category(CATEGORY)
    @Description("A runtime is opened; the outcome is OPENED, or the refusal")
    @StackTrace(false)
    static final class Open extends Timed {
        @Label("Cluster")
        String cluster = "";

        @Label("Node")
        String node = "";
    }

    @Name("io.quorumseal.EntryApplied")
    @Label("Entry Applied")
    @Category(CATEGORY)
    @Description(
            "An encryption entry is applied, with the durable write of the key file; the outcome is FRESH, ALREADY or STALE")
    @StackTrace(false)
    static final class EntryApplied extends Timed {
        @Label("Node")
        String node = "";

        @Label("Group")
        String group = "";

        @Label("Term")
        long term;

        @Label("Index")
        long index;

        @Label("Entry")
        String entry = "";
    }

    @Name("io.quorumseal.Hold")
    @Label("Hold")
    @Category(CATEGORY)
    @Description("A proposal waits for a cutover; the outcome is ADMITTED or REFUSED")
    static final class Hold extends Timed {
        @Label("Node")
        String node = "";

        @Label("Group")
        String group = "";
    }

    @Name("io.quorumseal.Stall")
    @Label("Stall")
    @Category(CATEGORY)
    @Description("Apply of a group waits for something; the outcome is RESUMED, HALTED or CLOSED")
    @StackTrace(false)
    static final class Stall extends Timed {
        @Label("Node")
        String node = "";

        @Label("Group")
        String group = "";

        @Label("Why")
        String why = "";
    }

    @Name("io.quorumseal.KekCall")
    @Label("KEK Call")
    @Category(CATEGORY)
    @Description("An attempt to call the KEK; the outcome is OK, the kind of the failure, or an exception's class")
    static final class KekCall extends Timed {
        @Label("KEK")
        String kek = "";

        @Label("Operation")
        String operation = "";

        @Label("Attempt")
        int attempt;
    }

    @Name("io.quorumseal.Cutover")
    @Label("Cutover")
    @Category(CATEGORY)
    @Description("Behind an index, values or a group's payloads are sealed")
    @StackTrace(false)
    static final class Cutover extends Event {
        @Label("Node")
        String node = "";

        @Label("Group")
        String group = "";

        @Label("Term")
        long term;

        @Label("Index")
        long index;

        @Label("Purpose")
        String purpose = "";
    }

    @Name("io.quorumseal.Rotation")
    @Label("Rotation")
    @Category(CATEGORY)
    @Description("Another DEK is active")
    @StackTrace(false)
    static final class Rotation extends Event {
        @Label("Node")
        String node = "";

        @Label("Term")
        long term;

        @Label("Index")
        long index;

        @Label("Purpose")
        String purpose = "";

        @Label("DEK")
        long dek;

        @Label("Cipher Suite")
        int suite;
    }

    @Name("io.quorumseal.Halt")
    @Label("Halt")
    @Category(CATEGORY)
    @Description("Apply of a group halted")
    static final class Halt extends Event {
        @Label("Node")
        String node = "";

        @Label("Group")
        String group = "";

        @Label("Why")
        String why = "";
    }

    @Name("io.quorumseal.RefusedPayload")
    @Label("Refused Payload")
    @Category(CATEGORY)
    @Description("A payload was not admitted")
    static final class RefusedPayload extends Event {
        @Label("Node")
        String node = "";

        @Label("Group")
        String group = "";

        @Label("Reason")
        String reason = "";

        @Label("Size")
        @DataAmount
        int size;
    }

    @Name("io.quorumseal.Event")
    @Label("Event")
    @Category(CATEGORY)
    @Description("What a listener is told")
    @StackTrace(false)
    static final class Told extends Event {
        @Label("Node")
        String node = "";

        @Label("Group")
        String group = "";

        @Label("Event")
        String event = "";

        @Label("Severity")
        String severity = "";

        @Label("Text")
        String text = "";
    }
}
