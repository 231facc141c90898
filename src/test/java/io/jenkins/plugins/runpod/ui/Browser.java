package io.jenkins.plugins.runpod.ui;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.runpod.testing.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A headless Chromium, spoken to by its DevTools protocol. For one thread. */
final class Browser implements AutoCloseable {
    static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    /** Selects the step in Pipeline's snippet generator. True when its form is there. */
    static final String SNIPPETS = """
            (() => {
              const select = document.querySelector('select.dropdownList');
              const index = Array.from(select.options).findIndex(o => o.text.startsWith('runPod'));
              if (select.selectedIndex !== index) {
                select.selectedIndex = index;
                select.dispatchEvent(new Event('change'));
              }
              return document.querySelector("[name='_.image']");
            })()
            """;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final AtomicInteger last = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    /** @param profile an empty folder */
    Browser(Path profile) throws Exception {
        process = new ProcessBuilder(
                        CHROMIUM.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--hide-scrollbars",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile)
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.log").toFile())
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        await().until(() -> Files.exists(port) && Files.readAllLines(port).size() > 1);
        URI pages = URI.create("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list");
        JsonNode page = JSON.readTree(
                        http.send(HttpRequest.newBuilder(pages).build(), HttpResponse.BodyHandlers.ofString())
                                .body())
                .get(0);
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(page.path("webSocketDebuggerUrl").asText()), new Messages())
                .get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
        for (String domain : List.of("Page", "Runtime", "Log")) {
            ask(domain + ".enable", Map.of());
        }
        // A window without the focus tells its fields of none, and which window of a machine has it is chance.
        ask("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
    }

    /** Opens a page and waits until it has loaded. */
    void open(String address) throws Exception {
        ask("Page.navigate", Map.of("url", address));
        waitFor("document.readyState === 'complete' && location.href !== 'about:blank'");
    }

    /** Runs a script in each page that is opened from now on, before its own scripts. */
    void beforeEachPage(String script) throws Exception {
        ask("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
    }

    /** The value of a JavaScript expression, as text. */
    String evaluate(String expression) throws Exception {
        JsonNode answer =
                ask("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalArgumentException(
                    answer.path("exceptionDetails").path("exception").toString());
        }
        return answer.path("result").path("value").asText();
    }

    /** Waits until a JavaScript expression is true. */
    void waitFor(String condition) {
        await(condition)
                .ignoreExceptions()
                .until(() -> evaluate("Boolean(" + condition + ")").equals("true"));
    }

    /** Gives a field another value, as a user does. */
    void type(String name, String value, String within) throws Exception {
        evaluate("""
                (() => {
                  const field = document.querySelector(`%s [name='%s']`);
                  field.value = '%s';
                  field.dispatchEvent(new Event('input', { bubbles: true }));
                  field.dispatchEvent(new Event('change', { bubbles: true }));
                })()
                """.formatted(within, name, value));
    }

    void resize(int width, int height) throws Exception {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /** What is in the window. */
    void picture(Path png) throws Exception {
        JsonNode answer = ask("Page.captureScreenshot", Map.of("format", "png"));
        Files.write(png, Base64.getDecoder().decode(answer.path("data").asText()));
    }

    /** What the console says of errors, uncaught exceptions and violations of the content security policy. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    private JsonNode ask(String method, Map<String, ?> parameters) throws Exception {
        int id = last.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
        message.set("params", JSON.valueToTree(parameters));
        socket.sendText(message.toString(), true).get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
        return answer.get(Patience.HANG.toSeconds(), TimeUnit.SECONDS);
    }

    /** A browser asks nobody whether to leave a form when only a script has filled it in. */
    private static boolean isAboutTheTest(JsonNode entry) {
        return entry.path("text").asText().contains("'beforeunload' confirmation panel");
    }

    private void heard(JsonNode message) {
        JsonNode parameters = message.path("params");
        switch (message.path("method").asText()) {
            case "Runtime.exceptionThrown" ->
                complaints.add(parameters.path("exceptionDetails").toString());
            case "Runtime.consoleAPICalled" -> {
                if (parameters.path("type").asText().equals("error")) {
                    complaints.add(parameters.path("args").toString());
                }
            }
            case "Log.entryAdded" -> {
                JsonNode entry = parameters.path("entry");
                if (entry.path("level").asText().equals("error") && !isAboutTheTest(entry)) {
                    complaints.add(entry.path("text").asText() + " "
                            + entry.path("url").asText());
                }
            }
            case "" -> asked.remove(message.path("id").asInt()).complete(message.path("result"));
            default -> {}
        }
    }

    @Override
    public void close() throws InterruptedException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private final class Messages implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean complete) {
            text.append(data);
            if (complete) {
                try {
                    heard(JSON.readTree(text.toString()));
                } catch (IOException e) {
                    complaints.add(e.toString());
                }
                text.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
