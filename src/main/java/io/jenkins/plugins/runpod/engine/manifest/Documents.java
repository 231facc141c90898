package io.jenkins.plugins.runpod.engine.manifest;

import io.jenkins.plugins.runpod.engine.manifest.Value.Items;
import io.jenkins.plugins.runpod.engine.manifest.Value.Mapping;
import io.jenkins.plugins.runpod.engine.manifest.Value.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.LoadSettingsBuilder;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.Schema;

/** Finds the one object of a text. Documents without content do not count, and a list of one object is that object. Pure. */
final class Documents {
    /** Marks scalars without quotes, so that their text decides what they are. */
    private static final Schema UNRESOLVED = new Schema() {
        @Override
        public ScalarResolver getScalarResolver() {
            return (text, plain) -> plain ? ValueReader.PLAIN : Tag.STR;
        }

        @Override
        public Map<Tag, ConstructNode> getSchemaTagConstructors() {
            return Map.of();
        }
    };

    private static final LoadSettings SETTINGS = withAnyKey(LoadSettings.builder())
            .setSchema(UNRESOLVED)
            .setMaxAliasesForCollections(Integer.MAX_VALUE)
            .build();
    /** Each costs another reading of the text. */
    private static final int MOST_TABS = 50;

    private Documents() {}

    /**
     * Lets the parser take a key that is a map, so that it gets a better error here. Version 3 has to be told so. Version 2 has no such
     * setting. Plugins of Jenkins bring the one or the other.
     */
    private static LoadSettingsBuilder withAnyKey(LoadSettingsBuilder builder) {
        try {
            return (LoadSettingsBuilder) LoadSettingsBuilder.class
                    .getMethod("setAllowNonScalarKeys", boolean.class)
                    .invoke(builder, true);
        } catch (NoSuchMethodException e) {
            return builder;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The object, or empty after a problem was added. */
    static Optional<Mapping> only(String text, List<String> problems, List<String> warnings) {
        List<Value> documents = new ArrayList<>();
        try {
            nodes(text.startsWith("\uFEFF") ? text.substring(1) : text)
                    .forEach(node -> documents.add(new ValueReader(problems, warnings).read(node)));
        } catch (YamlEngineException e) {
            problems.add(Syntax.problem(text, e));
            return Optional.empty();
        } catch (StackOverflowError e) { // the YAML library has no limit of depth while it reads tokens
            problems.add("is nested too deeply");
            return Optional.empty();
        }
        documents.removeIf(value -> value instanceof Scalar scalar && scalar.isNull());
        List<Value> objects =
                documents.stream().flatMap(one -> items(one).stream()).toList();
        if (objects.isEmpty()) {
            problems.add(
                    documents.isEmpty() ? "is empty. Write a Pod, or leave yaml out" : "is an empty list. Write a Pod");
        } else if (objects.size() > 1) {
            problems.add("holds " + objects.size() + " objects (" + kinds(objects)
                    + "). run-pod runs one Pod. Keep one, and create the others before");
        } else if (objects.get(0) instanceof Mapping entries) {
            return Optional.of(entries);
        } else if (problems.isEmpty()) {
            problems.add("must be a Pod, and this is " + objects.get(0).kind());
        }
        return Optional.empty();
    }

    /** The parser takes no tab between a key and its value, and none in flow style. kubectl takes both. */
    private static List<Node> nodes(String text) {
        String spaced = text.stripLeading().startsWith("{") ? Tabs.spaced(text) : text;
        for (int changes = 0; ; changes++) {
            try {
                List<Node> nodes = new ArrayList<>();
                new Compose(SETTINGS).composeAllFromString(spaced).forEach(nodes::add);
                return nodes;
            } catch (MarkedYamlEngineException e) {
                Optional<Integer> tab = changes < MOST_TABS ? Syntax.tab(spaced, e) : Optional.empty();
                if (tab.isEmpty()) {
                    throw e;
                }
                spaced = spaced.substring(0, tab.get()) + " " + spaced.substring(tab.get() + 1);
            }
        }
    }

    private static List<Value> items(Value document) {
        if (document instanceof Mapping list && List.of("List", "PodList").contains(list.text("kind"))) {
            Value.Entry items = list.entries().get("items");
            return items != null && items.value() instanceof Items several ? several.items() : List.of();
        }
        return List.of(document);
    }

    private static String kinds(List<Value> objects) {
        return objects.stream()
                .limit(10)
                .map(one ->
                        one instanceof Mapping entries && !entries.text("kind").isEmpty()
                                ? entries.text("kind") + " on line " + entries.line()
                                : one.kind() + " on line " + one.line())
                .collect(Collectors.joining(", "));
    }
}
