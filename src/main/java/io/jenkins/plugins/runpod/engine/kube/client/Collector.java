package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Gathers a whole answer; anything but success fails the future with a {@link KubeFailure}. */
final class Collector implements Receiver {
    /** A successful answer. */
    record Answer(int status, byte[] body) {}

    private final ApiRequest request;
    private final CompletableFuture<Answer> result;
    private final Buffer body;
    private int status;
    private Optional<String> retryAfter = Optional.empty();

    Collector(ApiRequest request, CompletableFuture<Answer> result, int mostBytes) {
        this.request = request;
        this.result = result;
        this.body = new Buffer(mostBytes);
    }

    @Override
    public void answered(int code, Optional<String> wait) {
        status = code;
        retryAfter = wait;
    }

    @Override
    public void received(List<ByteBuffer> part, Runnable next) {
        body.add(part);
        next.run();
    }

    @Override
    public void ended(Optional<KubeFailure> failure) {
        if (failure.isPresent() && !refused()) {
            result.completeExceptionally(failure.get());
        } else if (body.overflown()) {
            result.completeExceptionally(
                    Failures.unanswered(request, new IOException("more than " + body.limit() + " bytes")));
        } else {
            complete();
        }
    }

    private void complete() {
        boolean accepted = status >= 200 && status <= 299;
        byte[] text;
        try {
            text = Gzip.read(body.bytes(), body.limit());
        } catch (IOException e) {
            if (accepted) {
                result.completeExceptionally(Failures.unanswered(request, e));
                return;
            }
            text = new byte[0];
        }
        if (accepted) {
            result.complete(new Answer(status, text));
        } else {
            result.completeExceptionally(Failures.refused(request, status, retryAfter, text));
        }
    }

    /** Then the refusal counts, even if its text was cut off. */
    private boolean refused() {
        return status >= 300;
    }
}
