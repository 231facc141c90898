package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Serves a store over HTTP as kube-apiserver would: who may ask, what goes wrong, errors as {@code Status} objects. What
 * the requests do is {@link ResourceApi}'s part.
 */
public final class FakeApiServer {
    private final HttpServer http;
    private final ResourceApi resources;
    private final Faults faults = new Faults();
    private final FakeRequests requests = new FakeRequests();
    private final Underway underway = new Underway();
    private volatile Optional<String> token = Optional.empty();
    private volatile String user = "run-pod";
    private volatile Predicate<FakeApiRequest> denied = request -> false;

    FakeApiServer(ClusterStore store, KubeletApi kubelet, Clock clock, int port) {
        this.http = new HttpServer(port, this::handle);
        this.resources = new ResourceApi(store, kubelet, clock, requests);
    }

    /** Listens; afterwards, on the port it had before. */
    public void start() throws IOException {
        http.start();
    }

    /** Refuses connections and resets those there are, until it is started again. */
    public void stop() throws IOException {
        http.stop();
    }

    /** Resets all connections, in the middle of whatever they carry. */
    public void resetConnections() {
        http.resetConnections();
    }

    void close() throws IOException {
        http.close();
    }

    /** The port it has. */
    public int port() {
        return http.port();
    }

    /** What goes wrong. */
    public Faults faults() {
        return faults;
    }

    /** What was asked. */
    public FakeRequests requests() {
        return requests;
    }

    /** From now on only this bearer token is accepted; every other request is answered 401. */
    public void requireToken(String only) {
        token = Optional.of(only);
    }

    /** From now on all requests are this user's. */
    public void user(String name) {
        user = name;
    }

    /** From now on these requests are answered 403, and access reviews say so. */
    public void deny(Predicate<FakeApiRequest> which) {
        denied = which;
    }

    /** Requests that it works on: not those that a fault holds back, and no stream once it has begun. */
    Underway underway() {
        return underway;
    }

    private void handle(FakeExchange exchange) throws IOException {
        Runnable end = underway.begin();
        exchange.onStream(end);
        try {
            handle(exchange, end);
        } finally {
            end.run();
        }
    }

    private void handle(FakeExchange exchange, Runnable end) throws IOException {
        FakeApiRequest request = FakeApiRequest.of(exchange.request());
        requests.add(request);
        List<Faults.Fault> hitting = new ArrayList<>(faults.hitting(request));
        try {
            authenticate(exchange.request());
            if (request.resource().equals("selfsubjectaccessreviews")) {
                review(exchange);
                return;
            }
            authorize(request);
            if (isExec(request)) {
                authorize(request.withVerb("create")); // whatever the method: kubernetes #133515
            }
            exchange.disturb(hitting);
            for (Faults.Fault fault : hitting) {
                if (before(exchange, request, fault, end)) {
                    return;
                }
            }
            serve(exchange, request);
        } catch (ApiException e) {
            refuse(exchange, e);
        }
    }

    /** Whether that was all. Of a stream there is no effect that could be lost or come late. */
    private boolean before(FakeExchange exchange, FakeApiRequest request, Faults.Fault fault, Runnable end)
            throws IOException {
        boolean effect = !isStream(request);
        if (fault instanceof Faults.Refuse refuse) {
            throw refuse.answer();
        } else if (fault instanceof Faults.Reset) {
            exchange.reset();
            return true;
        } else if (fault instanceof Faults.LoseReply) {
            if (effect) {
                resources.execute(request, exchange.request());
            }
            exchange.reset();
            return true;
        } else if (fault instanceof Faults.LandLate late) {
            exchange.reset();
            pause(late.pause(), end);
            if (effect) {
                resources.execute(request, exchange.request());
            }
            return true;
        } else if (fault instanceof Faults.Delay delay) {
            pause(delay.pause(), end);
        } else if (fault instanceof Faults.SlowReply slow && effect) {
            ResourceApi.Reply answer = resources.execute(request, exchange.request());
            pause(slow.pause(), end);
            answer(exchange, answer);
            return true;
        } else if (fault instanceof Faults.Cut cut && !isExec(request)) {
            exchange.cutAfter(cut.bytes(), cut.clean());
        }
        return false;
    }

    private static boolean isStream(FakeApiRequest request) {
        return request.verb().equals("watch") || request.what().equals("get pods/log") || isExec(request);
    }

    private static boolean isExec(FakeApiRequest request) {
        return request.resource().equals("pods") && request.subresource().equals("exec");
    }

    private void serve(FakeExchange exchange, FakeApiRequest request) throws IOException {
        String path = request.path();
        Optional<ObjectNode> document = Discovery.at(path);
        if (document.isPresent()) {
            answer(exchange, new ResourceApi.Reply(200, document.get()));
        } else if (List.of("/healthz", "/livez", "/readyz").contains(path)) {
            exchange.answer(200, "text/plain", new byte[] {'o', 'k'}, Map.of());
        } else if (request.what().equals("create selfsubjectreviews")) {
            answer(exchange, new ResourceApi.Reply(201, whoami()));
        } else if (isStream(request)) {
            resources.stream(request, exchange);
        } else {
            answer(exchange, resources.execute(request, exchange.request()));
        }
    }

    private static void answer(FakeExchange exchange, ResourceApi.Reply answer) throws IOException {
        exchange.answer(answer.code(), "application/json", FakeJson.bytes(answer.body()), Map.of());
    }

    /** A server that is too busy says so in plain text, before anything that knows about Status objects. */
    private static void refuse(FakeExchange exchange, ApiException e) throws IOException {
        if (e.retryAfterSeconds().isPresent()) {
            exchange.answer(
                    e.code(),
                    "text/plain; charset=utf-8",
                    (e.getMessage() + "\n").getBytes(StandardCharsets.UTF_8),
                    Map.of("Retry-After", e.retryAfterSeconds().get().toString()));
        } else {
            exchange.answer(e.code(), "application/json", FakeJson.bytes(e.status()), Map.of());
        }
    }

    private void authenticate(HttpRequest request) {
        if (token.isPresent() && !request.header("Authorization").equals("Bearer " + token.get())) {
            throw ApiException.unauthorized();
        }
    }

    private void authorize(FakeApiRequest request) {
        if (denied.test(request)) {
            String what = request.resource() + (request.subresource().isEmpty() ? "" : "/" + request.subresource());
            throw ApiException.of(
                    403,
                    "Forbidden",
                    "%s is forbidden: User \"run-pod\" cannot %s resource \"%s\" in API group \"%s\"%s"
                            .formatted(
                                    what + (request.name().isEmpty() ? "" : " \"" + request.name() + "\""),
                                    request.verb(),
                                    what,
                                    request.group(),
                                    request.namespace().isEmpty()
                                            ? " at the cluster scope"
                                            : " in the namespace \"" + request.namespace() + "\""));
        }
    }

    private void review(FakeExchange exchange) throws IOException {
        ObjectNode review = ResourceApi.body(exchange.request());
        JsonNode asked = FakeJson.at(review, "spec", "resourceAttributes");
        FakeApiRequest request = new FakeApiRequest(
                FakeJson.text(asked, "verb"),
                FakeJson.text(asked, "group"),
                FakeJson.text(asked, "resource"),
                FakeJson.text(asked, "subresource"),
                FakeJson.text(asked, "namespace"),
                FakeJson.text(asked, "name"),
                "",
                List.of());
        boolean allowed = !denied.test(request);
        ObjectNode status = FakeJson.object("allowed", allowed);
        if (allowed) {
            status.put("reason", "the embedded cluster allows what is not denied");
        }
        review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SelfSubjectAccessReview");
        FakeJson.child(review, "metadata");
        review.set("status", status);
        answer(exchange, new ResourceApi.Reply(201, review));
    }

    private ObjectNode whoami() {
        return FakeJson.object(
                "kind",
                "SelfSubjectReview",
                "apiVersion",
                "authentication.k8s.io/v1",
                "metadata",
                FakeJson.object(),
                "status",
                FakeJson.object(
                        "userInfo", FakeJson.object("username", user, "groups", List.of("system:authenticated"))));
    }

    private static void pause(Faults.Pause pause, Runnable end) throws IOException {
        end.run();
        try {
            pause.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
