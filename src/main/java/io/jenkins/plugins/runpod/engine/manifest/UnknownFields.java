package io.jenkins.plugins.runpod.engine.manifest;

import io.jenkins.plugins.runpod.engine.manifest.Shape.ListOf;
import io.jenkins.plugins.runpod.engine.manifest.Shape.ObjectOf;
import io.jenkins.plugins.runpod.engine.manifest.Value.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Decides about a field that a Pod does not have. kubectl lets the API server refuse each. A later Kubernetes may have more fields
 * than run-pod knows, so a name that can be one is a warning, and the API server decides. A name is refused at once if it is a known
 * one with a mistake, stands in the wrong place, or cannot be a field of any Kubernetes.
 */
final class UnknownFields {
    /** All fields are named like this. */
    private static final Pattern FIELD = Pattern.compile("[a-z][A-Za-z0-9]*");
    /** Types whose name is called otherwise in a type beside it. */
    private static final Pattern NAMED = Pattern.compile("ConfigMap|Secret|LocalObjectReference");
    /** Types that no version extends. */
    private static final Set<String> CLOSED = Set.of("Pod", "ObjectMeta");

    /** The search for a likely name takes long. */
    private static final int MOST_UNKNOWN = 1000;

    private static final String RESOURCE = "belongs under requests or limits";
    private static final String CONTROLLER =
            "belongs to a Deployment or Job. run-pod runs a Pod: write the fields of its template";
    /** Words of other systems. */
    private static final Map<String, String> FOREIGN = Map.ofEntries(
            Map.entry("environment", "is called env"),
            Map.entry("entrypoint", "is called command"),
            Map.entry("cmd", "is called args"),
            Map.entry("replicas", CONTROLLER),
            Map.entry("selector", CONTROLLER),
            Map.entry("template", CONTROLLER),
            Map.entry("backoffLimit", CONTROLLER),
            Map.entry("completions", CONTROLLER),
            Map.entry("parallelism", CONTROLLER),
            Map.entry("ttlSecondsAfterFinished", CONTROLLER));

    /** Where each name is known first, from the pod inwards. */
    private static final Map<String, String> PLACES = places(Shapes.pod(), "");

    private final List<String> problems;
    private final List<String> warnings;
    private int unknown;

    UnknownFields(List<String> problems, List<String> warnings) {
        this.problems = problems;
        this.warnings = warnings;
    }

    /** Adds a problem and returns true, or adds a warning and returns false. */
    boolean isRefused(String name, Entry entry, ObjectOf shape, String path) {
        if (++unknown > MOST_UNKNOWN) {
            if (unknown == MOST_UNKNOWN + 1) {
                problems.add("has more than " + MOST_UNKNOWN + " unknown fields. Each use of an alias counts");
            }
            return true;
        }
        String start = "line " + entry.line() + ": " + path.replaceAll("(?s)=.*", "=…") + " ";
        if (name.indexOf('\u00a0') >= 0) {
            problems.add(
                    "line " + entry.line() + ": " + path.replace('\u00a0', ' ').strip()
                            + " has a no-break space (U+00A0), often from a web page. Write spaces");
            return true;
        }
        Optional<String> advice = nearest(name, shape)
                .map(near -> "is not a field of Kubernetes. Did you mean " + near + "?")
                .or(() -> foreign(name, shape))
                .or(() -> elsewhere(name, shape, path));
        if (advice.isEmpty() && FIELD.matcher(name).matches() && !CLOSED.contains(shape.type())) {
            warnings.add(start + "is unknown to run-pod. A cluster that does not know it either refuses the pod");
            return false;
        }
        problems.add(start + advice.orElse("is not a field of Kubernetes. Remove it" + anchor(shape)));
        return true;
    }

    private static String anchor(ObjectOf shape) {
        return shape.type().equals("Pod") ? ", and define an anchor where its value is used first" : "";
    }

    private static Optional<String> foreign(String name, ObjectOf shape) {
        boolean amount = shape.fields().containsKey("requests")
                && Set.of("cpu", "memory", "ephemeral-storage").contains(name);
        return amount ? Optional.of(RESOURCE) : Optional.ofNullable(FOREIGN.get(name));
    }

    /** A place further inside comes first, because a level is forgotten more easily than written. */
    private static Optional<String> elsewhere(String name, ObjectOf shape, String path) {
        String parent = path.substring(0, path.length() - name.length());
        return Optional.ofNullable(places(shape, "").get(name))
                .map(place -> parent + place)
                .or(() -> Optional.ofNullable(PLACES.get(name)))
                .map(place -> "is not a field there. Did you mean " + place + "? Check the indentation");
    }

    private static Map<String, String> places(ObjectOf from, String path) {
        Map<String, String> places = new LinkedHashMap<>();
        Deque<Map.Entry<ObjectOf, String>> open = new ArrayDeque<>(List.of(Map.entry(from, path)));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            Map.Entry<ObjectOf, String> next = open.poll();
            if (seen.add(next.getKey().type())) {
                next.getKey().fields().forEach((name, shape) -> {
                    String place = next.getValue().isEmpty() ? name : next.getValue() + "." + name;
                    places.putIfAbsent(name, place);
                    inner(shape)
                            .ifPresent(fields -> open.add(Map.entry(fields, place + (shape == fields ? "" : "[]"))));
                });
            }
        }
        return places;
    }

    private static Optional<ObjectOf> inner(Shape shape) {
        if (shape instanceof ObjectOf fields) {
            return Optional.of(fields);
        }
        return shape instanceof ListOf list ? inner(list.item()) : Optional.empty();
    }

    /** The known name that differs by a letter or two, by case, or by signs between words. */
    private static Optional<String> nearest(String name, ObjectOf shape) {
        String bare = bare(name);
        Map<String, Integer> distances = new HashMap<>();
        shape.fields().keySet().forEach(known -> distances.put(known, distance(bare, bare(known))));
        int most = bare.length() < 5 ? 1 : 2;
        if (name.endsWith("Name")
                && distances.containsKey("name")
                && NAMED.matcher(shape.type()).lookingAt()) { // secretName of a Secret, but name of a ConfigMap
            return Optional.of("name");
        }
        List<String> names = distances.keySet().stream()
                .filter(known -> known.endsWith("Name"))
                .toList();
        if (name.equals("name") && names.size() == 1) {
            return Optional.of(names.get(0));
        }
        return distances.entrySet().stream()
                .filter(entry ->
                        entry.getValue() <= Math.min(most, entry.getKey().length() / 2))
                .min(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey);
    }

    private static String bare(String name) {
        return name.strip().replaceAll("[-_.\\s\\u00a0]", "").toLowerCase(Locale.ROOT);
    }

    /** Letters to add, remove, replace or swap. */
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 2) {
            return Integer.MAX_VALUE;
        }
        int[][] costs = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    costs[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                costs[i][j] =
                        Math.min(costs[i - 1][j - 1] + (same ? 0 : 1), Math.min(costs[i - 1][j], costs[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    costs[i][j] = Math.min(costs[i][j], costs[i - 2][j - 2] + 1);
                }
            }
        }
        return costs[a.length()][b.length()];
    }
}
