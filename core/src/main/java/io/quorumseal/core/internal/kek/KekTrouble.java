package io.quorumseal.core.internal.kek;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.api.RetryableException.Reason;
import io.quorumseal.api.StartupRefusedException.Refusal;

/**
 * What a failure of the KEK means for who runs the node: what it is called, that nothing is lost, and whom to ask.
 *
 * <p>Damage is the last thing to think of: advice to replace nodes would destroy a cluster whose KMS only says no. So no
 * text here says so of a node whose keys were not shown to be damaged.
 */
public final class KekTrouble {
    private static final String KEPT = "Nothing is lost: keep the node and its directory, and ";

    private KekTrouble() {}

    /** Why a start is refused that meets it. */
    public static Refusal refusal(Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> Refusal.KEK_UNREACHABLE;
            case THROTTLED -> Refusal.KEK_THROTTLED;
            case DENIED -> Refusal.KEK_DENIED;
            case KEY_NOT_FOUND -> Refusal.KEK_NOT_FOUND;
            case KEY_DISABLED -> Refusal.KEK_DISABLED;
            case WRONG_KEY -> Refusal.WRONG_KEK;
            case CORRUPT -> Refusal.KEYS_DO_NOT_UNWRAP;
            case UNSUPPORTED -> Refusal.KEK_UNSUPPORTED;
            case MISCONFIGURED -> Refusal.CONFIGURATION;
        };
    }

    /** Why a change of keys fails that meets it. */
    public static Reason reason(Kind kind) {
        return kind.isRetryable() ? Reason.KEK_UNREACHABLE : Reason.KEK_REFUSES;
    }

    /** Whether the KEK is said to be well and the wrapped bytes to be at fault. */
    static boolean isOfTheBytes(Kind kind) {
        return kind == Kind.WRONG_KEY || kind == Kind.CORRUPT || kind == Kind.UNSUPPORTED;
    }

    /** The kind and what was found. */
    static String found(KekException failure) {
        return "(" + failure.kind() + "): " + failure.getMessage();
    }

    /** What a start says that finds the KEK closed to it. */
    static String atOpening(KekException failure) {
        return "the KEK does not open " + found(failure) + ". " + advice(failure.kind()) + again(failure.kind());
    }

    /** What a start says that does not get its DEKs. */
    static String atUnlocking(KekException failure) {
        Kind kind = failure.kind();
        String found = kind.isRetryable()
                ? "the KEK does not answer (" + kind + "), so the node's keys cannot be unwrapped: "
                        + failure.getMessage() + ". "
                : "the KEK does not unwrap the node's keys " + found(failure) + ". Sealed data could not be read. ";
        return found + advice(kind) + again(kind);
    }

    private static String again(Kind kind) {
        return kind.isRetryable() ? "; start again when it answers" : "; then start again";
    }

    /** What a change of keys says that fails by it. */
    public static String ofChange(KekException failure) {
        return "the KEK fails " + found(failure) + ". No key was changed. " + advice(failure.kind())
                + "; then ask again";
    }

    /** What is said of it while nobody asks for anything. */
    static String whileRunning(Kind kind) {
        return "What is open goes on; starts and new keys fail until then. " + advice(kind);
    }

    /** Says that nothing is lost, and whom to ask for what. */
    static String advice(Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> KEPT + "have whoever runs the KEK, or the network to it, bring it back";
            case THROTTLED -> KEPT + "have whoever pays for the KEK raise its quota, or end what asks it too often";
            case DENIED -> KEPT + "have whoever grants access to the KEK grant it to this node again";
            case KEY_NOT_FOUND ->
                KEPT + "name the right KEK; if that is named, have the KEK's administrator bring the key back";
            case KEY_DISABLED ->
                KEPT + "have the KEK's administrator enable the key, or cancel its deletion before that is due";
            case WRONG_KEY -> KEPT + "name the right KEK, by kek(…) or by previousKek(…)";
            case UNSUPPORTED -> KEPT + "run the release, or name the provider, that wrapped the keys";
            case MISCONFIGURED ->
                KEPT + "correct this node's configuration of the KEK: its URI, credentials and certificates";
            case CORRUPT ->
                KEPT + "see whether another member unwraps the same keys with the same KEK: only then are they damaged"
                        + " here. Otherwise name the right KEK, by kek(…) or by previousKek(…), or ask the KEK's"
                        + " administrator whether it lags behind, as a standby, and lacks the newest version of its key";
        };
    }
}
