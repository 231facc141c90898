package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** What the API fills in, checks and keeps unchanged in the objects of one kind. This class: of kinds with no rules of their own. */
class Rules {
    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String SUBDOMAIN = LABEL + "(\\." + LABEL + ")*";
    private static final String LABEL_VALUE = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?";
    private static final String LABEL_VALUE_RULE =
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
                    + " alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9]"
                    + "[-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    static final String SUBDOMAIN_RULE =
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an"
                    + " alphanumeric character (e.g. 'example.com', regex used for validation is '" + SUBDOMAIN + "')";
    static final String LABEL_RULE =
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an"
                    + " alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '" + LABEL
                    + "')";
    private static final Pattern IS_LABEL = Pattern.compile(LABEL);
    private static final Pattern IS_SUBDOMAIN = Pattern.compile(SUBDOMAIN);
    private static final Pattern IS_LABEL_VALUE = Pattern.compile(LABEL_VALUE);

    private final Resource resource;

    Rules(Resource resource) {
        this.resource = resource;
    }

    static Rules of(Resource resource) {
        return switch (resource) {
            case PODS -> new FakePodRules();
            case SECRETS -> new SecretRules();
            case NAMESPACES -> new NamespaceRules();
            case LEASES -> new LeaseRules();
            default -> new Rules(resource);
        };
    }

    static boolean isLabel(String text) {
        return text.length() <= 63 && IS_LABEL.matcher(text).matches();
    }

    /** Fills in defaults. */
    void prepareCreate(ObjectNode object) {}

    /** Throws 422 with everything that is wrong. */
    final void validate(ObjectNode object) {
        List<ApiException.Problem> problems = new ArrayList<>();
        checkMetadata(object, problems);
        check(object, problems);
        refuse(object, problems);
    }

    final void refuse(ObjectNode object, List<ApiException.Problem> problems) {
        if (!problems.isEmpty()) {
            throw ApiException.invalid(resource.kind(), resource.group(), ClusterStore.nameOf(object), problems);
        }
    }

    /** Adds what is wrong with this kind. */
    void check(ObjectNode object, List<ApiException.Problem> problems) {}

    /** Puts back what the request must not change. */
    void prepareUpdate(ObjectNode before, ObjectNode after, String subresource) {
        JsonNode old = before.get("metadata");
        ObjectNode metadata = FakeJson.child(after, "metadata");
        for (String field : List.of(
                "name",
                "namespace",
                "uid",
                "creationTimestamp",
                "deletionTimestamp",
                "deletionGracePeriodSeconds",
                "resourceVersion",
                "generateName")) {
            if (old.has(field)) {
                metadata.set(field, old.get(field));
            } else {
                metadata.remove(field);
            }
        }
    }

    /** The grace period of a first deletion; empty for kinds that go at once. */
    OptionalLong grace(ObjectNode object, OptionalLong wanted) {
        return OptionalLong.empty();
    }

    private void checkMetadata(ObjectNode object, List<ApiException.Problem> problems) {
        String name = ClusterStore.nameOf(object);
        if (name.isEmpty()) {
            problems.add(ApiException.Problem.required("metadata.name", "name or generateName is required"));
        } else if (name.length() > 253 || !IS_SUBDOMAIN.matcher(name).matches()) {
            problems.add(ApiException.Problem.invalid("metadata.name", name, SUBDOMAIN_RULE));
        }
        FakeJson.at(object, "metadata", "labels").forEach(label -> {
            String value = label.asText();
            if (value.length() > 63) {
                problems.add(
                        ApiException.Problem.invalid("metadata.labels", value, "must be no more than 63 characters"));
            }
            if (!IS_LABEL_VALUE.matcher(value).matches()) {
                problems.add(ApiException.Problem.invalid("metadata.labels", value, LABEL_VALUE_RULE));
            }
        });
    }

    private static final class SecretRules extends Rules {
        SecretRules() {
            super(Resource.SECRETS);
        }

        @Override
        void prepareCreate(ObjectNode secret) {
            if (!secret.hasNonNull("type")) {
                secret.put("type", "Opaque");
            }
            encode(secret);
        }

        @Override
        void prepareUpdate(ObjectNode before, ObjectNode after, String subresource) {
            super.prepareUpdate(before, after, subresource);
            encode(after);
        }

        private static void encode(ObjectNode secret) {
            JsonNode plain = secret.remove("stringData");
            if (plain != null) {
                ObjectNode data = FakeJson.child(secret, "data");
                plain.properties()
                        .forEach(entry -> data.put(
                                entry.getKey(),
                                Base64.getEncoder()
                                        .encodeToString(
                                                entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
            }
        }
    }

    private static final class NamespaceRules extends Rules {
        NamespaceRules() {
            super(Resource.NAMESPACES);
        }

        @Override
        void prepareCreate(ObjectNode namespace) {
            FakeJson.child(namespace, "metadata", "labels")
                    .put("kubernetes.io/metadata.name", ClusterStore.nameOf(namespace));
            namespace.set("spec", FakeJson.object("finalizers", List.of("kubernetes")));
            namespace.set("status", FakeJson.object("phase", "Active"));
        }

        @Override
        OptionalLong grace(ObjectNode namespace, OptionalLong wanted) {
            String name = ClusterStore.nameOf(namespace);
            if (List.of("default", "kube-system", "kube-public").contains(name)) {
                throw ApiException.forbidden(Resource.NAMESPACES, name, "this namespace may not be deleted");
            }
            return OptionalLong.of(0);
        }
    }

    private static final class LeaseRules extends Rules {
        private static final Pattern MICRO_TIME =
                Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}(Z|[+-]\\d\\d:\\d\\d)");

        LeaseRules() {
            super(Resource.LEASES);
        }

        @Override
        void check(ObjectNode lease, List<ApiException.Problem> problems) {
            for (String field : List.of("acquireTime", "renewTime")) {
                String time = FakeJson.text(lease, "spec", field);
                if (!time.isEmpty() && !MICRO_TIME.matcher(time).matches()) {
                    throw ApiException.badRequest(("Lease in version \"v1\" cannot be handled as a Lease: parsing time"
                                    + " \"%s\" as \"2006-01-02T15:04:05.000000Z07:00\"")
                            .formatted(time));
                }
            }
            JsonNode seconds = FakeJson.at(lease, "spec", "leaseDurationSeconds");
            if (seconds.isNumber() && seconds.asLong() <= 0) {
                problems.add(ApiException.Problem.invalid(
                        "spec.leaseDurationSeconds", seconds.asText(), "must be greater than 0"));
            }
        }

        /** Whoever replaces a lease must say which one he has seen. */
        @Override
        void prepareUpdate(ObjectNode before, ObjectNode after, String subresource) {
            List<ApiException.Problem> problems = new ArrayList<>();
            check(after, problems);
            if (FakeJson.text(after, "metadata", "resourceVersion").isEmpty()) {
                problems.add(ApiException.Problem.invalid(
                        "metadata.resourceVersion", "0x0", "must be specified for an update"));
            }
            refuse(after, problems);
            super.prepareUpdate(before, after, subresource);
        }
    }
}
