package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.jenkins.plugins.runpod.engine.kube.KubeFailure;
import io.jenkins.plugins.runpod.engine.pod.KubeJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A list that is read page by page, each item reduced at once so that no more than a page of whole objects is held.
 *
 * @param <I> an item's type
 * @param <L> the list's type
 * @param <T> what is kept of an item
 */
final class PagedList<I extends HasMetadata, L extends KubernetesResourceList<I>, T> {
    static final int PAGE = 500;

    /** A consistent list as of a resource version. */
    record Page<T>(String resourceVersion, List<T> items) {}

    private final ApiCalls calls;
    private final ApiRequest request;
    private final Class<L> type;
    private final Function<I, T> reduce;
    private final List<T> items = new ArrayList<>();

    PagedList(ApiCalls calls, ApiRequest request, Class<L> type, Function<I, T> reduce) {
        this.calls = calls;
        this.request = request.with("limit", PAGE);
        this.type = type;
        this.reduce = reduce;
    }

    /** To be called once. Fails with a {@link KubeFailure}, with 410 if the server no longer has the rest of the list. */
    CompletionStage<Page<T>> read() {
        return read(request);
    }

    private CompletionStage<Page<T>> read(ApiRequest page) {
        return calls.call(page).thenCompose(answer -> {
            L list;
            try {
                list = KubeJson.read(answer.body(), type);
            } catch (IOException e) {
                return CompletableFuture.failedFuture(
                        Failures.unanswered(page, new IOException("the answer is not a " + type.getSimpleName())));
            }
            // An API server writes an empty list of metadata as null.
            Optional.ofNullable(list.getItems()).stream()
                    .flatMap(List::stream)
                    .filter(Objects::nonNull)
                    .map(reduce)
                    .forEach(items::add);
            ListMeta meta = Objects.requireNonNullElseGet(list.getMetadata(), ListMeta::new);
            String more = Objects.toString(meta.getContinue(), "");
            return more.isEmpty()
                    ? CompletableFuture.completedFuture(
                            new Page<>(Objects.toString(meta.getResourceVersion(), ""), items))
                    : read(request.with("continue", more));
        });
    }
}
