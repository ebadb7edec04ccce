package io.quorumseal.provider.kms.internal;

import static io.quorumseal.api.KekException.Kind.CORRUPT;
import static io.quorumseal.api.KekException.Kind.DENIED;
import static io.quorumseal.api.KekException.Kind.KEY_DISABLED;
import static io.quorumseal.api.KekException.Kind.KEY_NOT_FOUND;
import static io.quorumseal.api.KekException.Kind.MISCONFIGURED;
import static io.quorumseal.api.KekException.Kind.THROTTLED;
import static io.quorumseal.api.KekException.Kind.UNREACHABLE;
import static io.quorumseal.api.KekException.Kind.UNSUPPORTED;

import io.quorumseal.api.KekException.Kind;
import java.util.Map;

/** Which kind of failure an error code of KMS is. The same table, with what to do, is in the documentation. */
final class KmsErrors {
    static final Map<String, Kind> BY_CODE = Map.ofEntries(
            Map.entry("AccessDenied", DENIED),
            Map.entry("AccessDeniedException", DENIED),
            Map.entry("DependencyTimeoutException", UNREACHABLE),
            Map.entry("DisabledException", KEY_DISABLED),
            Map.entry("DryRunOperationException", UNSUPPORTED),
            Map.entry("ExpiredToken", DENIED),
            Map.entry("ExpiredTokenException", DENIED),
            Map.entry("IncompleteSignature", DENIED),
            Map.entry("IncorrectKeyException", CORRUPT),
            Map.entry("IDPCommunicationError", UNREACHABLE),
            Map.entry("IDPRejectedClaim", DENIED),
            Map.entry("InternalFailure", UNREACHABLE),
            Map.entry("InvalidArnException", MISCONFIGURED),
            Map.entry("InvalidCiphertextException", CORRUPT),
            Map.entry("InvalidClientTokenId", DENIED),
            Map.entry("InvalidGrantTokenException", DENIED),
            Map.entry("InvalidIdentityToken", DENIED),
            Map.entry("InvalidKeyUsageException", UNSUPPORTED),
            Map.entry("InvalidSignatureException", DENIED),
            Map.entry("KMSInternalException", UNREACHABLE),
            Map.entry("KMSInvalidStateException", KEY_DISABLED),
            Map.entry("KeyUnavailableException", UNREACHABLE),
            Map.entry("MissingAuthenticationToken", DENIED),
            Map.entry("NotAuthorized", DENIED),
            Map.entry("NotFoundException", KEY_NOT_FOUND),
            Map.entry("OptInRequired", DENIED),
            Map.entry("RequestAbortedException", UNREACHABLE),
            Map.entry("RequestExpired", DENIED),
            Map.entry("RequestTimeoutException", UNREACHABLE),
            Map.entry("ServiceUnavailable", UNREACHABLE),
            Map.entry("SignatureDoesNotMatch", DENIED),
            Map.entry("ThrottlingException", THROTTLED),
            Map.entry("UnknownOperationException", UNSUPPORTED),
            Map.entry("UnrecognizedClientException", DENIED),
            Map.entry("UnsupportedOperationException", UNSUPPORTED),
            Map.entry("ValidationError", MISCONFIGURED),
            Map.entry("ValidationException", MISCONFIGURED));

    private KmsErrors() {}

    /** A code that is not known is judged by the HTTP status. */
    static Kind kind(String code, int status) {
        Kind known = BY_CODE.get(code);
        return known == null ? kind(status) : known;
    }

    private static Kind kind(int status) {
        return switch (status) {
            case 401, 403 -> DENIED;
            case 408 -> UNREACHABLE;
            case 429 -> THROTTLED;
            default -> status >= 500 ? UNREACHABLE : MISCONFIGURED;
        };
    }

    static String remedy(Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> "it passes by itself, or look at the network and at the health of AWS";
            case THROTTLED -> "it passes by itself; if it stays, ask AWS for a higher request quota";
            case DENIED -> "look at the credentials, the key policy, the IAM policy and the clock of this machine";
            case KEY_NOT_FOUND -> "look at the key's ARN and region; a deleted key cannot be had back";
            case KEY_DISABLED -> "enable the key, or cancel its deletion while it is pending";
            case CORRUPT ->
                "the wrapped DEK was changed, or wrapped in another context; take it from an intact replica";
            case UNSUPPORTED -> "use a symmetric key for encryption and decryption, at an endpoint of AWS KMS";
            default -> "look at the URI and at the endpoint";
        };
    }
}
