package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Objects without anything but their metadata, for clients that ask for {@code PartialObjectMetadata}. */
final class Metadata {
    private static final String VERSION = "meta.k8s.io/v1";

    private Metadata() {}

    /** Whether it is the form that the client prefers. */
    static boolean isWanted(HttpRequest http) {
        return http.header("Accept").split(",")[0].contains("as=PartialObjectMetadata");
    }

    static ObjectNode of(ObjectNode object) {
        ObjectNode partial = FakeJson.object("kind", "PartialObjectMetadata", "apiVersion", VERSION);
        partial.set("metadata", object.path("metadata"));
        return partial;
    }

    static ObjectNode of(Listing page) {
        ObjectNode list = FakeJson.object("kind", "PartialObjectMetadataList", "apiVersion", VERSION);
        list.set("metadata", page.metadata());
        if (page.items().isEmpty()) {
            list.putNull("items"); // as Kubernetes 1.34 does
        } else {
            list.set(
                    "items",
                    FakeJson.array(page.items().stream().map(Metadata::of).toList()));
        }
        return list;
    }
}
