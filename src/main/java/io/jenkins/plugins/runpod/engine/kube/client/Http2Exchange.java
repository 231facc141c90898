package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.kube.http2.Http2Stream;
import io.jenkins.plugins.runpod.engine.kube.http2.StreamListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One request over a shared connection, or over one of its own if the server speaks HTTP/1.1. The I/O thread only hands over what it
 * receives. The end is told on another thread, because what follows it may take longer.
 */
final class Http2Exchange implements Exchange, StreamListener {
    private final Transport transport;
    private final ApiRequest request;
    private final Receiver receiver;
    /** Until its end. */
    private Http2Stream stream;

    private Exchange instead;
    /** What came while the receiver was at work. It is no more than the window of the stream. */
    private List<ByteBuffer> pending = List.of();

    private Runnable end;
    private boolean busy;
    private boolean begun;
    private volatile boolean cancelled;

    Http2Exchange(Transport transport, ApiRequest request, Receiver receiver) {
        this.transport = transport;
        this.request = request;
        this.receiver = receiver;
    }

    @Override
    public void start() {
        Http2Stream opened;
        try {
            opened = transport.open(request, this);
        } catch (RuntimeException e) {
            // Its message may quote a header.
            end(Optional.of(Failures.notSent(
                    "Cannot send " + request + ": " + e.getClass().getSimpleName())));
            return;
        }
        synchronized (this) {
            stream = opened;
        }
        if (cancelled) {
            opened.cancel();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        Http2Stream opened;
        Exchange other;
        synchronized (this) {
            pending = List.of();
            opened = stream;
            other = instead;
        }
        if (other != null) {
            other.cancel();
        } else if (opened != null) {
            opened.cancel();
        }
    }

    @Override
    public void late() {
        Http2Stream opened;
        synchronized (this) {
            opened = instead == null ? stream : null;
        }
        cancel();
        if (opened != null) {
            opened.suspect();
        }
    }

    @Override
    public void sent(Http2Stream opened) {
        synchronized (this) {
            stream = opened;
            begun = true;
        }
        if (!cancelled) {
            receiver.watched();
        }
    }

    @Override
    public void answered(int status, Optional<String> retryAfter) {
        if (!cancelled) {
            receiver.answered(status, retryAfter);
        }
    }

    @Override
    public void received(ByteBuffer part) {
        synchronized (this) {
            if (cancelled) {
                return;
            }
            if (busy) {
                if (pending.isEmpty()) {
                    pending = new ArrayList<>();
                }
                pending.add(part);
                return;
            }
            busy = true;
        }
        pass(List.of(part));
    }

    private void pass(List<ByteBuffer> parts) {
        int bytes = parts.stream().mapToInt(ByteBuffer::remaining).sum();
        receiver.received(parts, () -> done(bytes));
    }

    private void done(int bytes) {
        Http2Stream opened;
        List<ByteBuffer> next;
        Runnable last = null;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            opened = stream;
            next = pending;
            pending = List.of();
            if (next.isEmpty()) {
                busy = false;
                last = end;
            }
        }
        if (opened != null) {
            opened.consumed(bytes);
        }
        if (!next.isEmpty()) {
            pass(next);
        } else if (last != null) {
            last.run();
        }
    }

    @Override
    public void ended() {
        end(Optional.empty());
    }

    @Override
    public void failed(IOException why, boolean unsent) {
        end(Optional.of(Failures.unanswered(request, why, unsent)));
    }

    private void end(Optional<KubeFailure> failure) {
        Runnable told = () -> transport.later(request, () -> {
            if (!cancelled) {
                receiver.ended(failure);
            }
        });
        synchronized (this) {
            stream = null;
            end = told;
            if (busy) {
                return;
            }
        }
        told.run();
    }

    @Override
    public void notSpoken() {
        Exchange other = new HttpExchange(transport, request, receiver);
        boolean again;
        synchronized (this) {
            again = begun;
            instead = again ? null : other;
        }
        if (again) { // it was told that its connection is watched over, and this one would not be
            failed(new IOException("the server speaks HTTP/2 no more"), true);
            return;
        }
        if (!cancelled) {
            other.start();
        }
        if (cancelled) {
            other.cancel();
        }
    }
}
