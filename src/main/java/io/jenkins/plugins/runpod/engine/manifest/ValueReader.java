package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.runpod.engine.manifest.Value.Entry;
import io.jenkins.plugins.runpod.engine.manifest.Value.Items;
import io.jenkins.plugins.runpod.engine.manifest.Value.Mapping;
import io.jenkins.plugins.runpod.engine.manifest.Value.Scalar;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads the values of a document: scalars as kubectl reads them, aliases, and merge keys ({@code <<}). A key that is written in a
 * map wins over a merged one, as YAML says. Adds to the problems and warnings instead of throwing.
 *
 * @see <a href="https://yaml.org/type/merge.html">merge keys</a>
 */
final class ValueReader {
    /** The tag of scalars without quotes and without a tag of their own. */
    static final Tag PLAIN = new Tag("tag:run-pod,2024:plain");

    private static final int DEEPEST = 200;
    /** Each merge key copies, so that a short text could fill any memory. */
    private static final int MOST_MERGED = 100_000;
    /** No key of a Pod is nearly as long, and an alias may repeat one. */
    private static final int LONGEST_KEY = 1000;

    private static final int SHOWN = 60;
    private static final String MERGE = "<<";
    private static final String YAML = "tag:yaml.org,2002:";

    private final List<String> problems;
    private final List<String> warnings;
    /** What a node means, so that an alias costs nothing. Null while the node is read. */
    private final Map<Node, Value> read = new IdentityHashMap<>();

    private int mergedKeys;

    ValueReader(List<String> problems, List<String> warnings) {
        this.problems = problems;
        this.warnings = warnings;
    }

    Value read(Node root) {
        return value(root, 0);
    }

    private Value value(Node node, int depth) {
        if (read.containsKey(node)) {
            Value known = read.get(node);
            return known == null ? refused(node, "contains itself through an alias") : known;
        }
        if (depth > DEEPEST) {
            return refused(node, "is nested too deeply");
        }
        read.put(node, null);
        Value value = anew(node, depth);
        read.put(node, value);
        return value;
    }

    private Value anew(Node node, int depth) {
        if (node instanceof MappingNode map) {
            return map(map, depth);
        }
        if (node instanceof SequenceNode list) {
            return new Items(
                    list.getValue().stream().map(item -> value(item, depth + 1)).toList(), line(node));
        }
        ScalarNode scalar = (ScalarNode) node;
        return new Scalar(scalar(scalar), scalar.getValue(), line(node));
    }

    private Value map(MappingNode node, int depth) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        Deque<Mapping> merged = new ArrayDeque<>();
        for (NodeTuple tuple : node.getValue()) {
            Node key = tuple.getKeyNode();
            if (isMerge(key)) {
                int before = problems.size();
                Value value = value(tuple.getValueNode(), depth + 1);
                boolean refused = problems.size() > before && value instanceof Scalar;
                List<Mapping> sources = refused ? List.of() : sources(value, line(key));
                warnOfKubectl(entries, sources, line(key));
                for (int i = sources.size(); i > 0; i--) {
                    merged.push(sources.get(i - 1));
                }
                continue;
            }
            Entry entry = new Entry(value(tuple.getValueNode(), depth + 1), line(key));
            key(key).ifPresent(name -> add(entries, name, entry));
        }
        if (entries.isEmpty() && !node.getValue().isEmpty() && merged.isEmpty()) {
            return new Scalar(NullNode.instance, "", line(node)); // no key could be read
        }
        merged.forEach(source -> source.entries().forEach(entries::putIfAbsent));
        return new Mapping(entries, line(node));
    }

    private void add(Map<String, Entry> entries, String name, Entry entry) {
        Entry other = entries.putIfAbsent(name, entry);
        if (other != null) {
            problems.add("line " + entry.line() + ": \"" + name + "\" is already on line " + other.line()
                    + " of the same map. Remove one of the two");
        }
    }

    private static boolean isMerge(Node key) {
        return key instanceof ScalarNode scalar
                && scalar.getValue().equals(MERGE)
                && (scalar.getTag().equals(PLAIN) || scalar.getTag().getValue().equals(YAML + "merge"));
    }

    private List<Mapping> sources(Value value, int line) {
        List<Value> all = value instanceof Items items ? items.items() : List.of(value);
        List<Mapping> sources = new ArrayList<>();
        for (Value source : all) {
            if (!isCounted(source)) {
                return List.of();
            }
            if (source instanceof Mapping entries) {
                sources.add(entries);
            } else {
                problems.add(
                        "line " + line + ": << takes a map or a list of maps, such as *name, not " + source.kind());
            }
        }
        return sources;
    }

    /** Whether there is room for a merged value. The problem is told once. */
    private boolean isCounted(Value source) {
        if (mergedKeys > MOST_MERGED) {
            return false;
        }
        mergedKeys += 1 + (source instanceof Mapping entries ? entries.entries().size() : 0);
        if (mergedKeys > MOST_MERGED) {
            problems.add("has more than " + MOST_MERGED + " merged keys. Each use of an alias counts");
        }
        return mergedKeys <= MOST_MERGED;
    }

    /** The parser of kubectl lets a merged key replace one that stands above the merge key. */
    private void warnOfKubectl(Map<String, Entry> above, List<Mapping> sources, int line) {
        sources.stream()
                .flatMap(source -> source.entries().keySet().stream())
                .filter(above::containsKey)
                .distinct()
                .forEach(name -> warnings.add("line " + line + ": the map under << also has \"" + name
                        + "\". run-pod keeps the value above. kubectl takes the merged one. Write << first"));
    }

    /** Empty for a key that JSON cannot have. */
    private Optional<String> key(Node key) {
        if (!(key instanceof ScalarNode scalar)) {
            problems.add("line " + line(key) + ": a key must be text, not "
                    + (key instanceof SequenceNode ? "a list" : "a map" + Syntax.BRACES));
            return Optional.empty();
        }
        if (scalar.getValue().length() > LONGEST_KEY) {
            problems.add("line " + line(key) + ": a key has "
                    + scalar.getValue().length() + " characters ("
                    + scalar.getValue().substring(0, SHOWN)
                    + "…). The limit is " + LONGEST_KEY);
            return Optional.empty();
        }
        JsonNode json = scalar(scalar);
        if (json.isNull()) {
            problems.add("line " + line(key) + ": a key is empty. Write a name before the colon, or quote it");
            return Optional.empty();
        }
        return Optional.of(json.isNumber() ? Scalars.text(json) : json.asText());
    }

    private JsonNode scalar(ScalarNode node) {
        Tag tag = node.getTag();
        String text = node.getValue();
        try {
            if (tag.equals(PLAIN)) {
                return Scalars.plain(text);
            }
            return switch (tag.getValue()) {
                case YAML + "int", YAML + "float", YAML + "bool", YAML + "null" -> Scalars.plain(text);
                case YAML + "binary" ->
                    TextNode.valueOf(new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8));
                default -> TextNode.valueOf(text);
            };
        } catch (IllegalArgumentException e) {
            problems.add("line " + line(node) + ": " + e.getMessage());
            return NullNode.instance;
        }
    }

    private Value refused(Node node, String why) {
        problems.add("line " + line(node) + ": a value " + why);
        return new Scalar(NullNode.instance, "", line(node));
    }

    static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    }
}
