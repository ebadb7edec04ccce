package io.quorumseal.provider.vault.internal;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Passes a body on to another subscriber, and fails when it grows past its limit.
 *
 * @param <T> what the other subscriber makes
 */
final class LimitedBody<T extends @Nullable Object> implements BodySubscriber<T> {
    private final BodySubscriber<T> inner;
    private long room;
    private Flow.@Nullable Subscription source;

    LimitedBody(BodySubscriber<T> inner, long limit) {
        this.inner = inner;
        this.room = limit;
    }

    @Override
    public CompletionStage<T> getBody() {
        return inner.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        inner.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        room -= part.stream().mapToLong(ByteBuffer::remaining).sum();
        if (room >= 0) {
            inner.onNext(part);
        } else if (source != null) {
            source.cancel();
            source = null;
            inner.onError(new IOException("the answer is too long"));
        }
    }

    @Override
    public void onError(Throwable why) {
        inner.onError(why);
    }

    @Override
    public void onComplete() {
        inner.onComplete();
    }
}
