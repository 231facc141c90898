package io.jenkins.plugins.runpod.docs;

import io.jenkins.plugins.runpod.engine.spec.ParameterField;
import io.jenkins.plugins.runpod.step.RunPodStepDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.stapler.DataBoundSetter;

/** What a class takes by its setters, in the order of its fields, with the help of its form. */
public record Parameters(Class<?> type) {

    /**
     * One of them.
     *
     * @param kind as a user would say it
     * @param options of the command line
     * @param help of the form, as Markdown on one line; empty if there is none
     */
    public record Parameter(String name, String kind, List<String> options, String help) {

        /** As a row of the reference. */
        public String row() {
            return "| `" + name + "` | " + kind + " | "
                    + options.stream().map(option -> "`" + option + "`").collect(Collectors.joining(", "))
                    + " | " + help + " |\n";
        }
    }

    /** Those of a step, in the order of its form, as its parameters are declared. What is a part of a map is not one itself. */
    public static List<Parameter> of(RunPodStepDescriptor form) {
        Parameters parameters = new Parameters(form.clazz);
        Map<String, List<ParameterField>> properties = form.getParameters().stream()
                .collect(Collectors.groupingBy(ParameterField::getProperty, LinkedHashMap::new, Collectors.toList()));
        return properties.entrySet().stream()
                .map(property -> new Parameter(
                        property.getKey(),
                        property.getValue().get(0).isPart()
                                ? "map of maps"
                                : property.getValue().get(0).getKind().word(),
                        property.getValue().stream()
                                .filter(part -> !part.label().isEmpty())
                                .map(part -> part.options().get(part.options().size() - 1))
                                .toList(),
                        parameters.help(property.getKey())))
                .toList();
    }

    List<Parameter> all() {
        return declared()
                .map(field ->
                        new Parameter(field.getName(), kind(field.getGenericType()), List.of(), help(field.getName())))
                .toList();
    }

    /** Those of a Pipeline; a field without a setter is what the constructor takes. */
    List<String> setters() {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .map(Method::getName)
                .map(name -> Character.toLowerCase(name.charAt(3)) + name.substring(4))
                .toList();
    }

    List<String> fields() {
        return declared().map(Field::getName).toList();
    }

    private Stream<Field> declared() {
        return hierarchy(type)
                .flatMap(declaring -> Arrays.stream(declaring.getDeclaredFields()))
                .filter(field ->
                        !Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers()));
    }

    /** Its classes of this plugin, the most general first. */
    private static Stream<Class<?>> hierarchy(Class<?> type) {
        return type.getPackageName().startsWith("io.jenkins.plugins.runpod")
                ? Stream.concat(hierarchy(type.getSuperclass()), Stream.of(type))
                : Stream.empty();
    }

    private static String kind(Type type) {
        if (type instanceof ParameterizedType generic) {
            if (generic.getRawType() == Map.class) {
                return generic.getActualTypeArguments()[1] == String.class ? "map" : "map of maps";
            }
            return generic.getActualTypeArguments()[0] == String.class ? "list" : "list of entries";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        return type == int.class || type == Integer.class ? "number" : "text";
    }

    private String help(String name) {
        return hierarchy(type).map(each -> help(each, name)).reduce("", (above, own) -> own.isEmpty() ? above : own);
    }

    private static String help(Class<?> type, String name) {
        String file = type.getName().replaceFirst(".*\\.", "").replace('$', '/') + "/help-" + name + ".html";
        try (InputStream html = type.getResourceAsStream(file)) {
            return html == null ? "" : markdown(new String(html.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String markdown(String html) {
        return html.replaceAll("</?code>", "`")
                .replaceAll("</?(strong|b)>", "**")
                .replaceAll("</?em>", "*")
                .replaceAll("<[^>]+>", " ")
                .replace("&quot;", "\"")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&")
                .replace("|", "\\|")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
