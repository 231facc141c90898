package io.jenkins.plugins.runpod.engine.kube.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Watches, of ConfigMaps because nothing but the test changes them. */
abstract class WatchContract extends Contract {
    WatchContract(ContractCluster cluster) {
        super(cluster);
    }

    @Test
    void aWatchFromAListShowsEveryChangeAfterIt() {
        String set = newName();
        create(set, "before");
        String version = version();
        ConfigMap map = create(set, "after");
        named(map).edit(each -> with(each, "x", "y"));
        cluster.client().resource(map).delete();

        List<JsonNode> events = watch(set, "&resourceVersion=" + version + "&timeoutSeconds=1");

        assertThat(types(events)).containsExactly("ADDED", "MODIFIED", "DELETED");
        assertThat(events.get(0).at("/object/metadata/uid").asText())
                .isEqualTo(map.getMetadata().getUid());
    }

    @Test
    void versionsOfEventsGrow() {
        String set = newName();
        String version = version();
        create(set, "one");
        ConfigMap map = create(set, "two");
        cluster.client().resource(map).delete();

        List<Long> versions = watch(set, "&resourceVersion=" + version + "&timeoutSeconds=1").stream()
                .map(event -> event.at("/object/metadata/resourceVersion").asLong())
                .toList();

        assertThat(versions).hasSize(3).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aWatchWithoutAVersionBeginsWithWhatIsThere() {
        String set = newName();
        create(set, "there");

        assertThat(types(watch(set, "&timeoutSeconds=1"))).containsExactly("ADDED");
    }

    @Test
    void anOpenWatchShowsWhatHappens() {
        String set = newName();
        CompletableFuture<ContractCluster.Answer> answer;
        do {
            answer = cluster.getLater(watchPath(set, "&resourceVersion=" + version() + "&timeoutSeconds=3"));
            create(set, newName());
        } while (answer.isDone()); // too late for that watch

        assertThat(types(ContractCluster.answer(answer).events())).containsExactly("ADDED");
    }

    @Test
    void anObjectThatLeavesTheSelectionIsDeletedForTheWatch() {
        String set = newName();
        String version = version();
        ConfigMap map = create(set, "leaving");
        named(map).edit(each -> with(each, "set", "other"));
        named(map).edit(each -> with(each, "set", set));

        List<JsonNode> events = watch(set, "&resourceVersion=" + version + "&timeoutSeconds=1");

        assertThat(types(events)).containsExactly("ADDED", "DELETED", "ADDED");
        assertThat(events.get(1).at("/object/metadata/labels/set").asText()).isEqualTo(set);
    }

    @Test
    void aWatchEndsProperlyWhenItsTimeIsOver() {
        ContractCluster.Answer answer =
                cluster.get(watchPath(newName(), "&resourceVersion=" + version() + "&timeoutSeconds=1"));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void aBookmarkComesBeforeTheEnd() {
        String set = newName();
        String version = version();
        ConfigMap map = create(set, "one");

        List<JsonNode> events =
                watch(set, "&resourceVersion=" + version + "&timeoutSeconds=5&allowWatchBookmarks=true");

        assertThat(types(events)).startsWith("ADDED", "BOOKMARK");
        JsonNode bookmark = events.get(1).path("object");
        assertThat(bookmark.path("kind").asText()).isEqualTo("ConfigMap");
        assertThat(bookmark.at("/metadata/resourceVersion").asLong())
                .isGreaterThanOrEqualTo(Long.parseLong(map.getMetadata().getResourceVersion()));
    }

    @Test
    void initialEventsEndWithABookmark() {
        String set = newName();
        create(set, "there");

        List<JsonNode> events = watch(
                set,
                "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=1");

        assertThat(types(events)).startsWith("ADDED", "BOOKMARK");
        assertThat(events.get(1)
                        .at("/object/metadata/annotations")
                        .path("k8s.io/initial-events-end")
                        .asText())
                .isEqualTo("true");
    }

    @Test
    void aVersionThatIsTooOldIsExpired() {
        List<JsonNode> events = watch(newName(), "&resourceVersion=1&timeoutSeconds=1");
        assumeThat(types(events)).as("this server remembers everything").contains("ERROR");

        assertExpired(events.get(0).path("object"));
        assertThat(events).hasSize(1);
        assertThat(events.get(0).at("/object/message").asText()).startsWith("too old resource version: 1 (");
    }

    @Test
    void aListCannotBeContinuedAfterItsVersionIsForgotten() {
        String token = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        "{\"v\":\"meta.k8s.io/v1\",\"rv\":1,\"start\":\"a\\u0000\"}".getBytes(StandardCharsets.UTF_8));
        ContractCluster.Answer answer = cluster.get(path("/configmaps?limit=1&continue=" + token));
        assumeThat(answer.status()).as("this server remembers everything").isNotEqualTo(200);

        assertExpired(answer.json());
    }

    @Test
    void aVersionThatIsNoNumberIsRefused() {
        ContractCluster.Answer answer = cluster.get(watchPath(newName(), "&resourceVersion=x"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().path("message").asText()).startsWith("resourceVersion: Invalid value: \"x\"");
    }

    @Test
    void aFieldSelectorWatchesOneObject() {
        String set = newName();
        String version = version();
        ConfigMap map = create(set, "one");
        create(set, "other");

        List<JsonNode> events = watch(
                set,
                "&resourceVersion=" + version + "&timeoutSeconds=1&fieldSelector=metadata.name%3D"
                        + map.getMetadata().getName());

        assertThat(types(events)).containsExactly("ADDED");
    }

    private static void assertExpired(JsonNode status) {
        assertThat(status.path("kind").asText()).isEqualTo("Status");
        assertThat(status.path("code").asInt()).isEqualTo(410);
        assertThat(status.path("reason").asText()).isEqualTo("Expired");
    }

    private List<JsonNode> watch(String set, String rest) {
        return cluster.get(watchPath(set, rest)).events();
    }

    private String watchPath(String set, String rest) {
        return path("/configmaps?watch=true&labelSelector=set%3D" + set + rest);
    }

    private String version() {
        return cluster.get(path("/configmaps"))
                .json()
                .at("/metadata/resourceVersion")
                .asText();
    }

    private ConfigMap create(String set, String name) {
        return cluster.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(set + "-" + name)
                        .withNamespace(namespace)
                        .addToLabels("set", set)
                        .endMetadata()
                        .build())
                .create();
    }

    private Resource<ConfigMap> named(ConfigMap map) {
        return cluster.client()
                .configMaps()
                .inNamespace(namespace)
                .withName(map.getMetadata().getName());
    }

    private static ConfigMap with(ConfigMap map, String label, String value) {
        return new ConfigMapBuilder(map)
                .editMetadata()
                .addToLabels(label, value)
                .endMetadata()
                .build();
    }

    private static List<String> types(List<JsonNode> events) {
        return events.stream().map(event -> event.path("type").asText()).toList();
    }
}
