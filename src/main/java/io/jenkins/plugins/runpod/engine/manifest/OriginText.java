package io.jenkins.plugins.runpod.engine.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Writes the origins of a Pod's values into its YAML, as comments. A part of one origin has one comment, on its first line. Pure. */
public final class OriginText {
    private final PodOrigins origins;
    private final Map<Integer, String> after = new TreeMap<>();
    private final Map<Integer, String> before = new TreeMap<>();

    private OriginText(PodOrigins origins) {
        this.origins = origins;
    }

    /**
     * The YAML with comments.
     *
     * @param yaml as {@link ManifestText} writes the Pod
     * @param origins has the same Pod as its last layer
     */
    public static String of(String yaml, JsonNode pod, PodOrigins origins) {
        OriginText text = new OriginText(origins);
        new Compose(LoadSettings.builder().build())
                .composeString(yaml)
                .ifPresent(root -> text.inside(root, pod, "", ""));
        StringBuilder commented = new StringBuilder();
        String[] lines = yaml.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            if (text.before.containsKey(i)) {
                commented
                        .append(lines[i].replaceFirst("\\S.*", ""))
                        .append(text.before.get(i))
                        .append('\n');
            }
            commented.append(lines[i]);
            if (text.after.containsKey(i)) {
                commented.append("  ").append(text.after.get(i));
            }
            commented.append(i < lines.length - 1 ? "\n" : "");
        }
        return commented.toString();
    }

    private void inside(Node node, JsonNode json, String path, String field) {
        if (node instanceof MappingNode map) {
            for (NodeTuple tuple : map.getValue()) {
                String key = ((ScalarNode) tuple.getKeyNode()).getValue();
                value(
                        ValueReader.line(tuple.getKeyNode()) - 1,
                        tuple.getValueNode(),
                        json.path(key),
                        PodOrigins.inner(path, key),
                        key);
            }
        } else if (node instanceof SequenceNode list) {
            for (int i = 0; i < list.getValue().size(); i++) {
                Node item = list.getValue().get(i);
                value(ValueReader.line(item) - 1, item, json.path(i), PodOrigins.item(path, field, json, i), "");
            }
        }
    }

    private void value(int line, Node node, JsonNode json, String path, String field) {
        Set<String> all = new TreeSet<>();
        collect(json, path, field, all::add);
        if (all.size() != 1) {
            inside(node, json, path, field);
            return;
        }
        boolean manyLines = node instanceof ScalarNode scalar
                && scalar.getScalarStyle() != ScalarStyle.LITERAL
                && scalar.getScalarStyle() != ScalarStyle.FOLDED
                && scalar.getEndMark().filter(end -> end.getLine() > line).isPresent();
        (manyLines ? before : after).put(line, "# " + all.iterator().next());
    }

    private void collect(JsonNode json, String path, String field, Consumer<String> found) {
        PodOrigins.walk(json, path, field, (inner, value) -> origins.of(inner).ifPresent(found));
    }
}
