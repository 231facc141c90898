package io.jenkins.plugins.runpod.engine.kube.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import io.jenkins.plugins.runpod.engine.time.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** One watch request: frames what it says into events, and ends when it says nothing for too long. */
final class WatchRequest implements Cancellation {
    /** An object in etcd is limited to 1.5 MiB. */
    private static final int LONGEST_EVENT = 16 << 20;

    /** What a watch tells; on the serial executor. */
    interface Listener {
        /** The server has accepted the watch. */
        void opened();

        /** A pod has changed, or a bookmark. */
        void event(JsonNode event);

        /** In order (the server ended it, or nothing was heard for long), or with the reason. Once, and last. */
        void ended(Optional<KubeFailure> failure);
    }

    private final ApiCalls calls;
    private final ApiRequest request;
    private final Executor serial;
    private final Listener listener;
    private final IdleTimeout idleTimeout;
    private volatile Cancellation call = () -> {};
    private volatile boolean cancelled;
    private boolean over;

    /** @param serial one thing at a time, in order */
    WatchRequest(ApiCalls calls, ApiRequest request, Executor serial, StreamTiming timing, Listener listener) {
        this.calls = calls;
        this.request = request;
        this.serial = serial;
        this.listener = listener;
        idleTimeout = new IdleTimeout(calls.timer(), timing.watchSilence(), () -> stop(Optional.empty()));
    }

    /** To be called once. */
    void start() {
        call = calls.stream(request, Optional.of(calls.timeout()), new Answer());
        if (cancelled) {
            cancel();
        }
    }

    /** Nothing more is told afterwards, except what is being told at this moment. */
    @Override
    public void cancel() {
        cancelled = true;
        idleTimeout.end();
        call.cancel();
    }

    private void stop(Optional<KubeFailure> failure) {
        call.cancel();
        serial.execute(() -> end(failure));
    }

    private void end(Optional<KubeFailure> failure) {
        if (!over && !cancelled) {
            over = true;
            idleTimeout.end();
            listener.ended(failure);
        }
    }

    private void line(byte[] line) {
        if (over || cancelled || line.length == 0) {
            return;
        }
        JsonNode event;
        try {
            event = KubeJson.tree(line);
        } catch (IOException e) {
            stop(Optional.of(Failures.unanswered(request, new IOException("a watch event is not JSON"))));
            return;
        }
        if (event.path("type").asText().equals("ERROR")) {
            // Most often "Expired". Whatever it is, the server will not go on from here, and a list helps against all
            // of them.
            stop(Optional.of(
                    Failures.historyLost(event.path("object").path("message").asText())));
        } else {
            listener.event(event);
        }
    }

    private final class Answer implements Receiver {
        private final Buffer pending = new Buffer(LONGEST_EVENT);
        private int status;
        private Optional<String> retryAfter = Optional.empty();

        @Override
        public void answered(int code, Optional<String> wait) {
            status = code;
            retryAfter = wait;
            idleTimeout.start();
            if (code == 200) {
                serial.execute(() -> {
                    if (!over && !cancelled) {
                        listener.opened();
                    }
                });
            }
        }

        @Override
        public void received(List<ByteBuffer> parts, Runnable next) {
            idleTimeout.pause();
            serial.execute(() -> {
                try {
                    parts.forEach(this::frame);
                } finally {
                    idleTimeout.heard();
                    next.run();
                }
            });
        }

        private void frame(ByteBuffer part) {
            int start = part.position();
            for (int i = start; status == 200 && i < part.limit(); i++) {
                if (part.get(i) == '\n') {
                    pending.add(part, i - part.position());
                    part.get(); // the newline
                    line(pending.take());
                }
            }
            pending.add(part, part.remaining());
            if (pending.overflown()) {
                stop(Optional.of(Failures.unanswered(request, new IOException("a watch event is too long"))));
            }
        }

        @Override
        public void ended(Optional<KubeFailure> failure) {
            serial.execute(() -> end(
                    status == 0 || status == 200
                            ? failure
                            : Optional.of(Failures.refused(request, status, retryAfter, pending.bytes()))));
        }
    }
}
