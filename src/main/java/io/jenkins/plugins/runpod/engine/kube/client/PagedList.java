package io.jenkins.plugins.runpod.engine.kube.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A list that is read page by page, each item reduced at once so that no more than one whole object is held beside the text of a page.
 *
 * @param <T> what is kept of an item
 */
final class PagedList<T> {
    static final int PAGE = 500;

    /** A consistent list as of a resource version. */
    record Page<T>(String resourceVersion, List<T> items) {}

    private final ApiCalls calls;
    private final ApiRequest request;
    private final Function<JsonNode, T> reduce;
    private final List<T> items = new ArrayList<>();

    PagedList(ApiCalls calls, ApiRequest request, Function<JsonNode, T> reduce) {
        this.calls = calls;
        this.request = request.with("limit", PAGE);
        this.reduce = reduce;
    }

    /** To be called once. Fails with a {@link KubeFailure}, with 410 if the server no longer has the rest of the list. */
    CompletionStage<Page<T>> read() {
        return read(request);
    }

    private CompletionStage<Page<T>> read(ApiRequest page) {
        return calls.call(page).thenCompose(answer -> {
            JsonNode meta;
            try (JsonParser json = KubeJson.parser(answer.body())) {
                meta = page(json);
            } catch (IOException e) {
                return CompletableFuture.failedFuture(
                        Failures.unanswered(page, new IOException("the answer is not a list")));
            }
            String more = meta.path("continue").asText("");
            return more.isEmpty()
                    ? CompletableFuture.completedFuture(
                            new Page<>(meta.path("resourceVersion").asText(""), items))
                    : read(request.with("continue", more));
        });
    }

    /** Takes the items, and returns the metadata. */
    private JsonNode page(JsonParser json) throws IOException {
        expect(json.nextToken() == JsonToken.START_OBJECT);
        JsonNode meta = MissingNode.getInstance();
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            if (field.equals("metadata")) {
                meta = json.readValueAsTree();
            } else if (field.equals("items") && value != JsonToken.VALUE_NULL) { // an empty list of metadata
                expect(value == JsonToken.START_ARRAY);
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    JsonNode item = json.readValueAsTree();
                    if (!item.isNull()) {
                        items.add(reduce.apply(KubeJson.object(item)));
                    }
                }
            } else {
                json.skipChildren();
            }
        }
        return meta;
    }

    private static void expect(boolean fits) throws IOException {
        if (!fits) {
            throw new IOException("not a list");
        }
    }
}
