package io.jenkins.plugins.runpod.engine.kube.client;

import io.jenkins.plugins.runpod.engine.kube.http2.Http2Server;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLSocket;

/** Lets a server without TLS speak HTTP/2. Connections that choose HTTP/1.1 go through as they are. */
final class Http2Front implements AutoCloseable {
    private static final Set<String> NOT_TO_SET = Set.of("content-length", "user-agent", "connection", "host");

    final Http2Server server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI behind;

    Http2Front(String behind) throws IOException, GeneralSecurityException {
        this.behind = URI.create(behind);
        server = new Http2Server(this::pass, this::tunnel);
    }

    private void pass(Http2Server.Exchange exchange) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(behind + exchange.target()))
                .version(HttpClient.Version.HTTP_1_1)
                .method(
                        exchange.headers.get(":method"),
                        exchange.body().length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(exchange.body()));
        exchange.headers.forEach((name, value) -> {
            if (!name.startsWith(":") && !NOT_TO_SET.contains(name)) {
                request.header(name, value);
            }
        });
        HttpResponse<InputStream> response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        Map<String, String> headers = new HashMap<>();
        response.headers().firstValue("Retry-After").ifPresent(value -> headers.put("retry-after", value));
        exchange.head(response.statusCode(), headers);
        try (InputStream body = response.body()) {
            exchange.onCancel(() -> close(body));
            copy(body, exchange::send);
        }
        exchange.end();
    }

    private interface Sink {
        void send(byte[] bytes) throws IOException, InterruptedException;
    }

    private static void copy(InputStream from, Sink to) throws IOException, InterruptedException {
        byte[] buffer = new byte[1 << 14];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            byte[] part = new byte[read];
            System.arraycopy(buffer, 0, part, 0, read);
            to.send(part);
        }
    }

    private static void close(AutoCloseable open) {
        try {
            open.close();
        } catch (Exception e) {
            return; // nobody reads it
        }
    }

    private void tunnel(SSLSocket socket) throws IOException {
        try (Socket other = new Socket(InetAddress.getLoopbackAddress(), behind.getPort())) {
            Thread back = new Thread(() -> pump(other, socket));
            back.setDaemon(true);
            back.start();
            pump(socket, other);
        }
    }

    /** One closes with the other. */
    private static void pump(Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            copy(from.getInputStream(), bytes -> {
                out.write(bytes);
                out.flush();
            });
        } catch (IOException | InterruptedException e) {
            return; // the test goes on without
        } finally {
            close(from);
            close(to);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
