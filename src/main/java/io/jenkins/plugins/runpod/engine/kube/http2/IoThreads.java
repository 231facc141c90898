package io.jenkins.plugins.runpod.engine.kube.http2;

/**
 * The threads of all HTTP/2 connections: one for logs, so that their bytes delay no request, and one for all else. Each starts with its
 * first connection. Safe for use by many threads.
 */
public final class IoThreads implements AutoCloseable {
    private final IoThread requests = new IoThread("run-pod-http2-requests");
    private final IoThread logs = new IoThread("run-pod-http2-logs");

    public IoThread requests() {
        return requests;
    }

    public IoThread logs() {
        return logs;
    }

    /** Cuts all connections. Does not wait. Later ones fail. */
    @Override
    public void close() {
        requests.close();
        logs.close();
    }
}
