package io.quorumseal.provider.vault.internal;

import static io.quorumseal.api.KekException.Kind.CORRUPT;
import static io.quorumseal.api.KekException.Kind.DENIED;
import static io.quorumseal.api.KekException.Kind.KEY_DISABLED;
import static io.quorumseal.api.KekException.Kind.KEY_NOT_FOUND;
import static io.quorumseal.api.KekException.Kind.MISCONFIGURED;
import static io.quorumseal.api.KekException.Kind.THROTTLED;
import static io.quorumseal.api.KekException.Kind.UNREACHABLE;
import static io.quorumseal.api.KekException.Kind.UNSUPPORTED;

import io.quorumseal.api.KekException;
import java.util.Arrays;
import java.util.List;

/**
 * What Vault's refusals mean. The first that fits holds. Only words of ours go into a message: what Vault writes may
 * quote what it was sent.
 */
enum Failure {
    /** Before what is said of any status: an item of a batch has none of its own. */
    NO_KEY(0, "encryption key not found", KEY_NOT_FOUND, "there is no such key; correct the URI, or restore the key"),
    VERSION_DISABLED(
            0,
            "disallowed by policy (too old)",
            KEY_DISABLED,
            "the key's min_decryption_version is above the version that the DEK was wrapped under; lower it, rewrap,"
                    + " then raise it"),
    VERSION_ARCHIVED(
            0,
            "no such key version",
            KEY_DISABLED,
            "the key's version that the DEK was wrapped under was trimmed away"),
    VERSION_UNKNOWN(
            0,
            "version is too new",
            CORRUPT,
            "the key has no such version as the DEK was wrapped under: this node of Vault lags behind the others, Vault"
                    + " was restored from an older backup, or the wrapped DEK was changed"),
    NOT_AUTHENTIC(
            0,
            "message authentication failed",
            CORRUPT,
            "the wrapped DEK does not authenticate: it was changed, wrapped in another context, or wrapped under"
                    + " another key of this name"),
    NOT_A_CIPHERTEXT(0, "invalid ciphertext", CORRUPT, "the wrapped DEK was changed"),
    /** Vault 1.13 says this with status 500. */
    BAD_SECRET_ID(
            0,
            "invalid secret id",
            DENIED,
            "Vault refuses the secret id: it is wrong, used up or expired; put another into the file"),
    DR_SECONDARY(
            0,
            "disaster recovery",
            UNREACHABLE,
            "this is a disaster-recovery secondary; name the primary, or promote this one"),
    SEALED(503, "Vault is sealed", UNREACHABLE, "Vault is sealed; unseal it"),
    UNAVAILABLE(503, "", UNREACHABLE, "Vault is sealed, has no active node, or is maintained; look at vault status"),
    STANDBY(
            307,
            "",
            UNREACHABLE,
            "this is a standby that does not forward; name the active node, or a load balancer that finds it"),
    STANDBY_BY_HEALTH(
            473, "", UNREACHABLE, "this is a performance standby that does not forward; name the active node"),
    SECONDARY_BY_HEALTH(
            472, "", UNREACHABLE, "this is a disaster-recovery secondary; name the primary, or promote this one"),
    THROTTLED_BY_QUOTA(
            429, "", THROTTLED, "Vault's rate limit is used up, or this is a standby that does not forward; ask later"),
    PERMISSION_DENIED(
            403,
            "",
            DENIED,
            "Vault denies this: the token's policies lack it, or the token is no more; compare the policies in"
                    + " docs/providers/vault.md"),
    NO_PATH(
            404,
            "",
            KEY_NOT_FOUND,
            "there is no such key, or nothing is mounted there; correct the URI, or restore it"),
    NOT_TRANSIT(405, "", UNSUPPORTED, "what is mounted there is not Transit; correct the URI"),
    BEHIND(412, "", UNREACHABLE, "this node of Vault is behind the others; ask later"),
    REFUSED(400, "", UNSUPPORTED, "Vault refuses this for a reason that is not known here; look at its audit log"),
    INTERNAL(500, "", UNREACHABLE, "Vault failed inside; look at its log"),
    LOGIN_REFUSED(400, "", DENIED, "Vault refuses this login; check the role and its id"),
    NO_LOGIN(404, "", MISCONFIGURED, "no such way to log in is mounted there; correct auth-mount="),
    /** Any other status, and any answer that is not to the question. */
    NOT_VAULT(
            0,
            "",
            UNREACHABLE,
            "what answers there is not Vault, or not to what was asked; look for a proxy in between");

    private final int status;
    private final String says;
    private final KekException.Kind kind;
    private final String meaning;

    Failure(int status, String says, KekException.Kind kind, String meaning) {
        this.status = status;
        this.says = says;
        this.kind = kind;
        this.meaning = meaning;
    }

    /** Tells what a refusal means. */
    static Failure of(int status, List<String> errors) {
        return Arrays.stream(values())
                .filter(failure -> failure.status == 0 || failure.status == status)
                .filter(failure ->
                        failure.says.isEmpty() || errors.stream().anyMatch(text -> text.contains(failure.says)))
                .findFirst()
                .orElse(NOT_VAULT);
    }

    /** Tells what the refusal of a login means. */
    static Failure ofLogin(int status, String error) {
        Failure failure = of(status, List.of(error));
        return switch (failure) {
            case REFUSED -> LOGIN_REFUSED;
            case NO_PATH -> NO_LOGIN;
            default -> failure;
        };
    }

    int status() {
        return status;
    }

    String says() {
        return says;
    }

    KekException.Kind kind() {
        return kind;
    }

    KekException error(String where) {
        return new KekException(kind, where + ": " + meaning);
    }
}
