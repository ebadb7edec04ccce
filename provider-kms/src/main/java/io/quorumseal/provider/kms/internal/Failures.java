package io.quorumseal.provider.kms.internal;

import io.quorumseal.api.KekException;
import io.quorumseal.api.KekException.Kind;
import io.quorumseal.provider.kms.internal.CallThread.Party;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * Makes errors of the KEK from errors of the SDK.
 *
 * <p>Only what the platform itself says of the network becomes a cause. The parser of the SDK may quote what it read,
 * and that may be a DEK.
 */
final class Failures {
    private static final int LONGEST_TEXT = 800;
    /** What the platform says when a proxy refuses to connect; the status is all that is told of it. */
    private static final Pattern TUNNEL = Pattern.compile("^Unable to tunnel through proxy.*\"HTTP/\\S+ (\\d{3})");

    private Failures() {}

    /** Says what a call came to while it waited for somebody. */
    static KekException of(RuntimeException e, Party party) {
        if (e instanceof AwsServiceException answer) {
            return ofService(party + " refused", answer);
        }
        if (e instanceof AbortedException) {
            return interrupted();
        }
        return told(e).orElseGet(() -> ofClient(e, party));
    }

    static KekException late(Party party) {
        return new KekException(
                Kind.UNREACHABLE,
                party + " did not answer in time; " + KmsErrors.remedy(Kind.UNREACHABLE) + ", or allow more time");
    }

    static KekException interrupted() {
        return new KekException(Kind.UNREACHABLE, "the thread that waited for AWS KMS was interrupted");
    }

    private static KekException ofService(String what, AwsServiceException e) {
        AwsErrorDetails details = e.awsErrorDetails();
        String code = details == null || details.errorCode() == null ? "no error code" : details.errorCode();
        String text = details == null ? null : details.errorMessage();
        Kind kind = KmsErrors.kind(code, e.statusCode());
        return new KekException(
                kind,
                what + " (" + brief(code) + ", status " + e.statusCode() + ": " + brief(text) + "); "
                        + KmsErrors.remedy(kind));
    }

    private static KekException ofClient(RuntimeException e, Party party) {
        Throwable root = root(e);
        Matcher refused = TUNNEL.matcher(String.valueOf(root.getMessage()));
        if (refused.find()) {
            return new KekException(
                    Kind.UNREACHABLE,
                    "the proxy on the way to " + party + " refuses to connect there (status " + refused.group(1)
                            + "); have the proxy let it through, or name its host in NO_PROXY");
        }
        String what =
                isOfPlatform(root) ? brief(root.toString()) : root.getClass().getSimpleName();
        return new KekException(
                Kind.UNREACHABLE,
                party + " gave no answer that can be used (" + what + "); " + KmsErrors.remedy(Kind.UNREACHABLE),
                isOfPlatform(root) ? root : null);
    }

    /** Finds an error of ours that went through the SDK. */
    static Optional<KekException> told(Throwable e) {
        return causes(e)
                .map(cause -> cause instanceof ToldException told ? told.failure() : cause)
                .filter(KekException.class::isInstance)
                .map(KekException.class::cast)
                .findFirst();
    }

    /** Tells whether somebody was asked and did not answer well: the platform says it of a connection, not of a file. */
    static boolean isOfNetwork(Throwable e) {
        Throwable root = root(e);
        return isOfPlatform(root)
                || root instanceof ApiCallTimeoutException
                || root instanceof ApiCallAttemptTimeoutException
                || (root instanceof IOException
                        && !(root instanceof FileSystemException)
                        && !(root instanceof FileNotFoundException));
    }

    /** Tells whether it was interrupted, by whoever waits or by the SDK at the end of its time: that says nothing of what it asked. */
    static boolean isAborted(Throwable e) {
        return causes(e).anyMatch(cause -> cause instanceof AbortedException || cause instanceof InterruptedException);
    }

    private static boolean isOfPlatform(Throwable e) {
        String name = e.getClass().getName();
        return name.startsWith("java.net.") || name.startsWith("javax.net.ssl.");
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
