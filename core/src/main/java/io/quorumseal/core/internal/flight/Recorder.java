package io.quorumseal.core.internal.flight;

/** Finds out whether there is anything that records flights. */
final class Recorder {
    static final Flight OF_THIS_PROCESS = isPresent() ? new JdkFlight() : new NoFlight();

    private Recorder() {}

    /** A run-time image may lack the module, and on the module path nobody may have asked for it. */
    private static boolean isPresent() {
        try {
            Module found = Class.forName("jdk.jfr.Event", false, Recorder.class.getClassLoader())
                    .getModule();
            return Recorder.class.getModule().canRead(found);
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}
