package com.example.token;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates what a token answers. The JDK gives the answer only in the text of an exception that is not exported:
 * {@code CKR_}, and the name in PKCS #11.
 */
final class TokenErrors {
    private static final Pattern ANSWER = Pattern.compile("CKR_[A-Z_0-9]+");

    private TokenErrors() {}

    static KekException translate(String kek, String what, Exception cause) {
        String root = rootOf(cause);
        Matcher answer = ANSWER.matcher(root);
        return answer.find()
                ? error(kind(answer.group()), kek, what, answer.group(), cause)
                : error(Kind.MISCONFIGURED, kek, what, root, cause);
    }

    private static KekException error(Kind kind, String kek, String what, String found, Exception cause) {
        return new KekException(kind, kek + " " + what + " (" + found + "); " + remedy(kind), cause);
    }

    /** Whatever is not listed may go away by itself: a token that is ill has many words for it. */
    static Kind kind(String answer) {
        return switch (answer) {
            case "CKR_PIN_INCORRECT",
                    "CKR_PIN_INVALID",
                    "CKR_PIN_LEN_RANGE",
                    "CKR_PIN_EXPIRED",
                    "CKR_PIN_LOCKED",
                    "CKR_USER_PIN_NOT_INITIALIZED",
                    "CKR_USER_NOT_LOGGED_IN",
                    "CKR_KEY_FUNCTION_NOT_PERMITTED" -> Kind.DENIED;
            case "CKR_KEY_HANDLE_INVALID", "CKR_OBJECT_HANDLE_INVALID" -> Kind.KEY_NOT_FOUND;
            case "CKR_SESSION_COUNT" -> Kind.THROTTLED;
            case "CKR_MECHANISM_INVALID",
                    "CKR_MECHANISM_PARAM_INVALID",
                    "CKR_KEY_TYPE_INCONSISTENT",
                    "CKR_KEY_SIZE_RANGE",
                    "CKR_FUNCTION_NOT_SUPPORTED" -> Kind.UNSUPPORTED;
            default -> Kind.UNREACHABLE;
        };
    }

    private static String remedy(Kind kind) {
        return switch (kind) {
            case DENIED -> "correct the PIN file or the key's attributes; a token may lock after a few wrong PINs";
            case KEY_NOT_FOUND -> "the key is gone from the token: restore it";
            case THROTTLED -> "the token has no session left: close some, or try later";
            case UNSUPPORTED -> "the token has to offer CKM_AES_GCM with nonces of the caller's, and the key to be AES";
            case MISCONFIGURED -> "correct the configuration file";
            default -> "plug in the token or start its service, then try again";
        };
    }

    static String rootOf(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
