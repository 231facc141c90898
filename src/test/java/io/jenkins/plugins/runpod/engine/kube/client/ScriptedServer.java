package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on the loopback interface that does what a test tells it, down to resets. A thread per connection. */
final class ScriptedServer implements AutoCloseable {
    /** Says what to answer; called on the connection's thread, so it may block. */
    interface Script {
        void answer(Request request, Answer answer) throws IOException;
    }

    record Request(String method, String target, Map<String, String> headers, String body) {
        String path() {
            return target.replaceAll("\\?.*", "");
        }

        String query(String name) {
            for (String pair : target.replaceAll("^[^?]*\\??", "").split("&")) {
                if (pair.startsWith(name + "=")) {
                    return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
                }
            }
            return "";
        }

        boolean watches() {
            return query("watch").equals("true");
        }
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final String scheme;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        return thread;
    });
    private final Script script;

    ScriptedServer(Script script) throws IOException {
        this(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), "http", script);
    }

    /** On a socket of another kind. */
    ScriptedServer(ServerSocket server, String scheme, Script script) {
        this.server = server;
        this.scheme = scheme;
        this.script = script;
        threads.execute(this::accept);
    }

    String url() {
        return scheme + "://127.0.0.1:" + server.getLocalPort();
    }

    Config config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url())
                .withOauthToken("first-token")
                .build();
    }

    int connections() {
        return sockets.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                sockets.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean again = true;
            while (again) {
                Request request = read(in);
                if (request == null) {
                    return;
                }
                requests.add(request);
                Answer answer = new Answer(socket, in);
                script.answer(request, answer);
                again = answer.complete;
            }
        } catch (IOException | UncheckedIOException e) {
            // the client went, or the test did
        } finally {
            sockets.remove(socket);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first.isEmpty()) {
            return null;
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            headers.put(
                    line.substring(0, line.indexOf(':')).toLowerCase(),
                    line.substring(line.indexOf(':') + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String[] words = first.split(" ");
        return new Request(words[0], words[1], headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.shutdownNow();
    }

    /** The answer to one request. */
    static final class Answer {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private boolean complete;

        Answer(Socket socket, InputStream in) throws IOException {
            this.socket = socket;
            this.in = in;
            this.out = socket.getOutputStream();
        }

        /** A whole answer. */
        void json(int status, String body, String... headers) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            head(status, "Content-Length: " + bytes.length, headers);
            out.write(bytes);
            out.flush();
            complete = true;
        }

        void status(int code, String reason, String message, String... headers) throws IOException {
            json(code, ApiJson.status(code, reason, message), headers);
        }

        /** The head of an answer that is sent in pieces. */
        void open(int status) throws IOException {
            head(status, "Transfer-Encoding: chunked");
            out.flush();
        }

        private void head(int status, String header, String... headers) throws IOException {
            String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
            out.write(("HTTP/1.1 " + status + " X\r\nContent-Type: application/json\r\n" + header + "\r\n" + more
                            + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        }

        void send(String piece) throws IOException {
            byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
            out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.write(bytes);
            out.write("\r\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void end() throws IOException {
            out.write("0\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            complete = true;
        }

        /** Cuts the connection without a goodbye. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Ends the connection as a process does that ends. */
        void close() throws IOException {
            socket.close();
        }

        /** As a proxy does it: passes everything on in both directions. */
        void tunnel(int port) throws IOException {
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
                out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                Thread back = new Thread(() -> copy(server));
                back.setDaemon(true);
                back.start();
                in.transferTo(server.getOutputStream());
            }
        }

        private void copy(Socket server) {
            try {
                server.getInputStream().transferTo(out);
                socket.close();
            } catch (IOException e) {
                // either of them went
            }
        }

        /** Becomes a WebSocket, and speaks no subprotocol if the name is empty. */
        ExecPeer upgrade(Request request, String protocol) throws IOException {
            String named = protocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + protocol + "\r\n";
            out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            + "Sec-WebSocket-Accept: "
                            + ExecPeer.accept(request.headers().get("sec-websocket-key")) + "\r\n" + named + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.flush();
            return new ExecPeer(this, in, out);
        }

        /** Says nothing until the client has gone. */
        void hold() throws IOException {
            while (in.read() >= 0) {
                continue;
            }
        }
    }
}
