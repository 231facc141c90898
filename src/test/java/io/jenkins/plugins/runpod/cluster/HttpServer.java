package io.jenkins.plugins.runpod.cluster;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * HTTP/1.1 on the loopback interface, a daemon thread for each connection. Own code, because a fault happens below HTTP: a
 * connection that is reset in the middle of an answer, a body that just ends, a server that refuses connections and
 * comes back on its port; and because a follower that has hung up must be noticed while there is nothing to send.
 */
final class HttpServer {
    /** Answers one request, on the thread of its connection. An exception closes the connection. */
    interface RequestHandler {
        void handle(FakeExchange exchange) throws IOException;
    }

    private final RequestHandler handler;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger threads = new AtomicInteger();
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(null, task, "embedded-cluster-http-" + threads.incrementAndGet(), 256 * 1024);
        thread.setDaemon(true);
        return thread;
    });
    private int port;
    private ServerSocket listener;

    /** Does not listen yet. @param port 0 for any free one */
    HttpServer(int port, RequestHandler handler) {
        this.port = port;
        this.handler = handler;
    }

    /** Listens: the first time on a port of its own, afterwards on the same one. Idempotent. */
    synchronized void start() throws IOException {
        if (listener != null) {
            return;
        }
        ServerSocket socket = port == 0 ? listenAnywhere() : listenAgain(port);
        port = socket.getLocalPort();
        listener = socket;
        executor.execute(() -> accept(socket));
    }

    /** Below the ports that outgoing connections get: one of those could take it while the server is stopped. */
    private static ServerSocket listenAnywhere() throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                return listen(ThreadLocalRandom.current().nextInt(10_240, 32_768));
            } catch (BindException e) {
                continue; // somebody has it
            }
        }
        return listen(0);
    }

    /** The system may take a moment to let go of the port. */
    private static ServerSocket listenAgain(int port) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            try {
                return listen(port);
            } catch (BindException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        return listen(port);
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Refuses connections and resets the ones there are. Idempotent. */
    synchronized void stop() throws IOException {
        if (listener != null) {
            listener.close();
            listener = null;
        }
        resetConnections();
    }

    /** Resets the connections there are; new ones are welcome. */
    void resetConnections() {
        connections.forEach(HttpServer::reset);
    }

    /** Stops for good. */
    void close() throws IOException {
        stop();
        executor.shutdownNow();
    }

    synchronized int port() {
        return port;
    }

    private void accept(ServerSocket socket) {
        while (true) {
            try {
                Socket connection = socket.accept();
                connections.add(connection);
                if (socket.isClosed()) {
                    reset(connection);
                }
                executor.execute(() -> serve(connection));
            } catch (IOException | RejectedExecutionException e) {
                return; // stopped
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            HttpReader reader = new HttpReader(socket);
            Optional<HttpRequest> request = reader.next();
            while (request.isPresent()) {
                FakeExchange exchange = new FakeExchange(socket, reader, request.get());
                handler.handle(exchange);
                if (!exchange.keepsConnection()) {
                    break;
                }
                request = reader.next();
            }
        } catch (IOException e) {
            // The other side has gone, or a fault was asked for: there is nobody to tell.
        } finally {
            connections.remove(socket);
        }
    }

    /** Closes a connection so that the other side sees a reset, not an end. */
    static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }
}
