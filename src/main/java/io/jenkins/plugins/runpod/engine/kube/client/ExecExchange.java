package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The request for a command, which becomes a WebSocket. To the receiver it looks like any other request: status 101 is the head
 * of the answer, and the end of the connection is the end of the answer. What comes in between goes to {@link Messages}.
 *
 * <p>The JDK cannot end a request for a WebSocket before its answer. If this is cancelled before, the connection is closed as
 * soon as the answer comes, or when it has not come in time.
 */
final class ExecExchange implements Exchange, WebSocket.Listener {
    /** Closes standard input on request. Since Kubernetes 1.29. */
    static final String CLOSES_INPUT = "v5.channel.k8s.io";
    /** What is offered. An API server before 1.29, or the kubelet behind it, takes the second one. */
    static final List<String> PROTOCOLS = List.of(CLOSES_INPUT, "v4.channel.k8s.io");

    private static final int SWITCHING_PROTOCOLS = 101;

    /** Receives what comes over the WebSocket. Called by one thread at a time, which must not wait. */
    interface Messages {
        /** The command was asked for. Nothing comes before {@link WebSocket#request} is called. */
        void opened(WebSocket socket);

        /**
         * The next part of a message.
         *
         * @param last whether the message ends with it
         * @return completes when the buffer is no longer needed
         */
        CompletionStage<?> received(ByteBuffer part, boolean last);
    }

    private final Transport transport;
    private final ApiRequest request;
    private final Receiver receiver;
    private final Duration within;
    private final Messages messages;
    private WebSocket socket;
    private boolean cancelled;

    /** @param within how soon the answer must come */
    ExecExchange(Transport transport, ApiRequest request, Receiver receiver, Duration within, Messages messages) {
        this.transport = transport;
        this.request = request;
        this.receiver = receiver;
        this.within = within;
        this.messages = messages;
    }

    @Override
    public void start() {
        try {
            transport.upgrade(request, PROTOCOLS, within, this).whenComplete(this::answered);
        } catch (RuntimeException e) {
            // Its message may quote a header.
            end(Failures.notSent("Cannot send " + request + ": " + e.getClass().getSimpleName()));
        }
    }

    @Override
    public void cancel() {
        WebSocket open;
        synchronized (this) {
            cancelled = true;
            open = socket;
        }
        if (open != null) {
            open.abort();
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled;
    }

    private void answered(WebSocket opened, Throwable error) {
        Throwable cause = KubeFailure.cause(error);
        if (cause instanceof WebSocketHandshakeException refusal
                && refusal.getResponse().statusCode() != SWITCHING_PROTOCOLS) {
            refused(refusal.getResponse());
        } else if (cause != null) {
            end(Failures.unanswered(request, cause));
        } else if (opened.getSubprotocol().isEmpty()) {
            end(Failures.unanswered(request, new IOException("it speaks none of " + PROTOCOLS)));
            opened.abort();
        } else if (!isCancelled()) {
            receiver.answered(SWITCHING_PROTOCOLS, Optional.empty());
            messages.opened(opened);
        }
    }

    private void refused(HttpResponse<?> response) {
        if (isCancelled()) {
            return;
        }
        receiver.answered(response.statusCode(), response.headers().firstValue("Retry-After"));
        if (!isCancelled()) {
            byte[] body = String.valueOf(response.body()).getBytes(StandardCharsets.UTF_8);
            receiver.received(List.of(ByteBuffer.wrap(body)), () -> end(Optional.empty()));
        }
    }

    private void end(KubeFailure failure) {
        end(Optional.of(failure));
    }

    private void end(Optional<KubeFailure> failure) {
        if (!isCancelled()) {
            receiver.ended(failure);
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        synchronized (this) {
            socket = opened;
            if (!cancelled) {
                return;
            }
        }
        opened.abort();
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
        return messages.received(part, last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        String words = reason.isEmpty() ? "code " + code : "code " + code + ", " + reason;
        end(
                code == WebSocket.NORMAL_CLOSURE
                        ? Optional.empty()
                        : Optional.of(Failures.unanswered(
                                request, new IOException("the connection was closed (" + words + ")"))));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        end(Failures.unanswered(request, error));
    }
}
