package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * Makes errors of the KEK from errors of the SDK.
 *
 * <p>Only what the platform itself says of the network becomes a cause. The parser of the SDK may quote what it read,
 * and that may be a DEK.
 */
final class Failures {
    private static final int LONGEST_TEXT = 400;

    private Failures() {}

    static KekException of(RuntimeException e) {
        if (e instanceof AwsServiceException answer) {
            return ofService("AWS KMS refused", answer);
        }
        if (e instanceof AbortedException) {
            return interrupted();
        }
        return told(e).orElseGet(() -> ofClient(e));
    }

    static KekException late() {
        return new KekException(
                Kind.UNREACHABLE,
                "AWS KMS did not answer in time; " + KmsErrors.remedy(Kind.UNREACHABLE) + ", or allow more time");
    }

    static KekException interrupted() {
        return new KekException(Kind.UNREACHABLE, "the thread that waited for AWS KMS was interrupted");
    }

    static KekException ofService(String what, AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "no error code" : details.errorCode();
        String text = details == null ? null : details.errorMessage();
        Kind kind = KmsErrors.kind(code, e.statusCode());
        return new KekException(
                kind,
                what + " (" + brief(code) + ", status " + e.statusCode() + ": " + brief(text) + "); "
                        + KmsErrors.remedy(kind));
    }

    private static KekException ofClient(RuntimeException e) {
        Throwable root = root(e);
        String what =
                isOfPlatform(root) ? brief(root.toString()) : root.getClass().getSimpleName();
        return new KekException(
                Kind.UNREACHABLE,
                "AWS KMS gave no answer that can be used (" + what + "); " + KmsErrors.remedy(Kind.UNREACHABLE),
                isOfPlatform(root) ? root : null);
    }

    /** Finds an error of ours that went through the SDK. */
    static Optional<KekException> told(Throwable e) {
        return causes(e)
                .filter(KekException.class::isInstance)
                .map(KekException.class::cast)
                .findFirst();
    }

    static boolean isOfNetwork(Throwable e) {
        return isOfPlatform(root(e));
    }

    /** Java's HTTP client says by a mere IOException that a proxy refuses; it is known by where it was thrown. */
    private static boolean isOfPlatform(Throwable e) {
        String name = e.getClass().getName();
        return name.startsWith("java.net.")
                || name.startsWith("javax.net.ssl.")
                || (e.getClass() == IOException.class && isThrownByHttpClient(e.getStackTrace()));
    }

    private static boolean isThrownByHttpClient(StackTraceElement[] at) {
        return at.length > 0 && at[0].getClassName().startsWith("sun.net.www.");
    }

    private static Throwable root(Throwable e) {
        return causes(e).reduce((outer, inner) -> inner).orElse(e);
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.<@Nullable Throwable>iterate(e, Throwable::getCause)
                .takeWhile(cause -> cause != null)
                .limit(20)
                .map(Throwable.class::cast);
    }

    /** One line of text from elsewhere, not too long. */
    static String brief(@Nullable String text) {
        String line = text == null ? "no text" : text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > LONGEST_TEXT ? line.substring(0, LONGEST_TEXT) + "..." : line;
    }
}
