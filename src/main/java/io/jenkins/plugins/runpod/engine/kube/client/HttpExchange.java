package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One HTTP request and its answer, without a thread. */
final class HttpExchange implements Exchange {
    private final Transport transport;
    private final ApiRequest request;
    private final Receiver receiver;
    private volatile boolean cancelled;
    private volatile CompletableFuture<HttpResponse<AsyncBody>> answer = new CompletableFuture<>();

    HttpExchange(Transport transport, ApiRequest request, Receiver receiver) {
        this.transport = transport;
        this.request = request;
        this.receiver = receiver;
    }

    @Override
    public void start() {
        try {
            answer = transport.send(request, this::received);
        } catch (RuntimeException e) {
            // Its message may quote a header.
            ended(Failures.notSent(
                    "Cannot send " + request + ": " + e.getClass().getSimpleName()));
            return;
        }
        answer.whenComplete((response, error) -> {
            if (error != null) {
                ended(error);
            } else {
                answered(response);
            }
        });
        if (cancelled) {
            cancel();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        CompletableFuture<HttpResponse<AsyncBody>> sent = answer;
        sent.cancel(true);
        if (!sent.isCompletedExceptionally() && sent.isDone()) {
            sent.join().body().cancel();
        }
    }

    private void answered(HttpResponse<AsyncBody> response) {
        AsyncBody body = response.body();
        if (cancelled) {
            body.cancel();
            return;
        }
        receiver.answered(response.code(), Optional.ofNullable(response.header("Retry-After")));
        // After the call above, so that the end is told last even if there is no body.
        body.done().whenComplete((nothing, error) -> ended(error));
        body.consume();
    }

    private void received(List<ByteBuffer> part, AsyncBody body) {
        if (!cancelled) {
            receiver.received(part, body::consume);
        }
    }

    private void ended(Throwable error) {
        if (!cancelled) {
            receiver.ended(Optional.ofNullable(error).map(e -> Failures.unanswered(request, e)));
        }
    }
}
