package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/**
 * Requests for {@code pods/exec}. Refusals come as HTTP answers as long as the connection is not upgraded, which depends on the
 * protocol: of {@code v5} the API server upgrades before it asks the kubelet.
 */
final class FakeExecApi {
    private final ClusterStore store;
    private final KubeletApi kubelet;

    FakeExecApi(ClusterStore store, KubeletApi kubelet) {
        this.store = store;
        this.kubelet = kubelet;
    }

    void serve(FakeApiRequest request, FakeExchange exchange) throws IOException {
        ObjectNode pod = store.get(Resource.PODS, request.namespace(), request.name());
        HttpRequest http = exchange.request();
        FakeExecOptions options = FakeExecOptions.of(http);
        PodSpecs.chosenContainer(pod, options.container());
        if (FakeJson.text(pod, "spec", "nodeName").isEmpty()) {
            throw ApiException.badRequest("pod %s does not have a host assigned".formatted(request.name()));
        }
        if (!isWebSocket(http)) {
            throw ApiException.badRequest("Upgrade request required"); // SPDY is not spoken here
        }
        Optional<FakeExecProtocol> protocol = FakeExecProtocol.of(http);
        if (protocol.filter(FakeExecProtocol::isTranslated).isPresent()) {
            translate(pod, options, exchange);
        } else {
            passOn(pod, options, exchange, protocol);
        }
    }

    private static boolean isWebSocket(HttpRequest http) {
        return http.header("Upgrade").equalsIgnoreCase("websocket")
                && http.header("Connection").toLowerCase(Locale.ROOT).contains("upgrade");
    }

    /** The API server upgrades, then asks the kubelet. */
    private void translate(ObjectNode pod, FakeExecOptions options, FakeExchange exchange) throws IOException {
        Optional<FakeExecSession> session = upgrade(exchange, options, Optional.of(FakeExecProtocol.V5));
        if (session.isEmpty()) {
            return;
        }
        FakeExecTarget target;
        try {
            target = kubelet.exec(pod, options);
        } catch (FakeExecRefusal e) {
            session.get().refuse(FakeExecStatus.of(e, exchange.request()));
            return;
        }
        run(session.get(), target, options, FakeExecProtocol.V5);
    }

    /** The kubelet finds the container, then the runtime upgrades. */
    private void passOn(
            ObjectNode pod, FakeExecOptions options, FakeExchange exchange, Optional<FakeExecProtocol> protocol)
            throws IOException {
        FakeExecTarget target;
        try {
            target = kubelet.exec(pod, options);
        } catch (FakeExecRefusal e) {
            if (e.isUnreachable()) {
                throw ApiException.of(500, "", "error dialing backend: " + e.getMessage());
            }
            exchange.answerAndClose(e.code(), "text/plain; charset=utf-8", e.getMessage());
            return;
        }
        Optional<FakeExecSession> session = upgrade(exchange, options, protocol);
        if (session.isPresent()) {
            run(session.get(), target, options, protocol.orElseThrow());
        }
    }

    private static void run(
            FakeExecSession session, FakeExecTarget target, FakeExecOptions options, FakeExecProtocol protocol) {
        Process process;
        try {
            process = target.start(options);
        } catch (ContainerRuntime.ExecException e) {
            session.refuse(FakeExecStatus.of(e, protocol));
            return;
        }
        session.serve(process);
    }

    /** Empty when the handshake fails, or when nothing more is to happen. */
    private static Optional<FakeExecSession> upgrade(
            FakeExchange exchange, FakeExecOptions options, Optional<FakeExecProtocol> protocol) throws IOException {
        HttpRequest http = exchange.request();
        if (!http.method().equals("GET")) {
            exchange.answerAndClose(405, "", "bad method");
        } else if (http.header("Sec-WebSocket-Key").isEmpty()) {
            exchange.answerAndClose(400, "", "mismatch challenge/response");
        } else if (!http.header("Sec-WebSocket-Version").equals("13")) {
            exchange.answerAndClose(400, "", "missing or bad WebSocket Version");
        } else if (protocol.isEmpty()) {
            exchange.answerAndClose(403, "", "");
        } else {
            FakeExecDisturbance disturbance = new FakeExecDisturbance(exchange.faults());
            FakeExecSession session = new FakeExecSession(
                    exchange.webSocket(protocol.get().text()), protocol.get(), options, disturbance);
            session.begin();
            if (!disturbance.hangs()) {
                return Optional.of(session);
            }
            session.ignore();
        }
        return Optional.empty();
    }
}
