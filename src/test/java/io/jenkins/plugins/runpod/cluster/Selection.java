package io.jenkins.plugins.runpod.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Label and field selectors, as {@code labelSelector} and {@code fieldSelector} have them. */
final class Selection {
    private static final Pattern SET =
            Pattern.compile("\\s*([^\\s!=,()]+)\\s+(in|notin)\\s*\\(([^)]*)\\)\\s*", Pattern.CASE_INSENSITIVE);
    private static final Pattern EQUALITY = Pattern.compile("\\s*([^\\s!=,()]+)\\s*(==|=|!=)\\s*([^\\s!=,()]*)\\s*");
    private static final Pattern EXISTS = Pattern.compile("\\s*(!?)\\s*([^\\s!=,()]+)\\s*");

    private static final Set<String> POD_FIELDS = Set.of(
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "status.phase",
            "status.podIP");
    private static final Set<String> EVENT_FIELDS = Set.of(
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "involvedObject.resourceVersion",
            "involvedObject.fieldPath",
            "reason",
            "reportingComponent",
            "source",
            "type");

    private Selection() {}

    /** Everything that both selectors let through; empty text selects everything. */
    static Predicate<ObjectNode> of(Resource resource, String labels, String fields) {
        Predicate<ObjectNode> all = object -> true;
        for (String term : terms(labels)) {
            all = all.and(label(term, labels));
        }
        for (String term : terms(fields)) {
            all = all.and(field(resource, term, fields));
        }
        return all;
    }

    /** Splits at commas outside of parentheses. */
    private static List<String> terms(String selector) {
        return selector.isBlank() ? List.of() : List.of(selector.split(",(?![^(]*\\))"));
    }

    private static Predicate<ObjectNode> label(String term, String selector) {
        Matcher set = SET.matcher(term);
        if (set.matches()) {
            Set<String> values = Set.copyOf(List.of(set.group(3).trim().split("\\s*,\\s*")));
            return set.group(2).equalsIgnoreCase("in")
                    ? label(
                            set.group(1),
                            value -> value.filter(values::contains).isPresent())
                    : label(
                            set.group(1),
                            value -> value.filter(values::contains).isEmpty());
        }
        Matcher equality = EQUALITY.matcher(term);
        if (equality.matches()) {
            String wanted = equality.group(3);
            boolean negated = equality.group(2).equals("!=");
            return label(
                    equality.group(1), value -> value.filter(wanted::equals).isPresent() != negated);
        }
        Matcher exists = EXISTS.matcher(term);
        if (exists.matches()) {
            boolean negated = !exists.group(1).isEmpty();
            return label(exists.group(2), value -> value.isPresent() != negated);
        }
        throw ApiException.badRequest("unable to parse requirement: found '%s' in \"%s\"".formatted(term, selector));
    }

    private static Predicate<ObjectNode> label(String key, Predicate<Optional<String>> test) {
        return object -> {
            JsonNode value = FakeJson.at(object, "metadata", "labels").path(key);
            return test.test(value.isTextual() ? Optional.of(value.textValue()) : Optional.empty());
        };
    }

    private static Predicate<ObjectNode> field(Resource resource, String term, String selector) {
        Matcher equality = EQUALITY.matcher(term);
        if (!equality.matches()) {
            throw ApiException.badRequest("invalid selector: '%s'; can't understand '%s'".formatted(selector, term));
        }
        Function<ObjectNode, String> value = value(resource, equality.group(1))
                .orElseThrow(() -> ApiException.badRequest(
                        "Unable to find \"%s, Resource=%s\" that match label selector \"\", field selector \"%s\": field label not supported: %s"
                                .formatted(resource.apiVersion(), resource.plural(), selector, equality.group(1))));
        String wanted = equality.group(3);
        boolean negated = equality.group(2).equals("!=");
        return object -> value.apply(object).equals(wanted) != negated;
    }

    private static Optional<Function<ObjectNode, String>> value(Resource resource, String field) {
        if (resource == Resource.EVENTS && field.equals("source")) {
            return Optional.of(Selection::source);
        }
        Set<String> known = Map.of(
                        Resource.PODS, POD_FIELDS,
                        Resource.EVENTS, EVENT_FIELDS,
                        Resource.SECRETS, Set.of("type"),
                        Resource.NAMESPACES, Set.of("status.phase", "name"),
                        Resource.NODES, Set.of("spec.unschedulable"))
                .getOrDefault(resource, Set.of());
        if (!known.contains(field) && !field.equals("metadata.name") && !field.equals("metadata.namespace")) {
            return Optional.empty();
        }
        String[] path = field.split("\\.");
        return Optional.of(object -> FakeJson.text(object, path));
    }

    private static String source(ObjectNode event) {
        String component = FakeJson.text(event, "source", "component");
        return component.isEmpty() ? FakeJson.text(event, "reportingComponent") : component;
    }
}
