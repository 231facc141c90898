package io.jenkins.plugins.runpod.config;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that wants a login, answers 503 and notes what it was asked for. */
final class Proxy implements AutoCloseable {
    private final HttpServer server;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile boolean authorized;

    Proxy() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        boolean login = exchange.getRequestHeaders().containsKey("Proxy-Authorization");
        authorized |= login;
        exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"proxy\"");
        exchange.sendResponseHeaders(login ? 503 : 407, -1);
        exchange.close();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Method and address of each request. */
    List<String> asked() {
        return asked;
    }

    /** Whether somebody gave a login. */
    boolean authorized() {
        return authorized;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
