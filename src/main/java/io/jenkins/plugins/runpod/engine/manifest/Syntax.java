package io.jenkins.plugins.runpod.engine.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What is wrong with a text that is no YAML: the line, the parser's words, and what to do. Pure. */
final class Syntax {
    /** What to do about braces of a template, which are a map as a key to YAML. */
    static final String BRACES =
            ". Braces of a template need a program that replaces them first, such as helm template";

    private static final String START = "cannot be read as a Pod: ";

    private static final Pattern TEMPLATE = Pattern.compile("\\{\\{.*}}|\\{%.*%}");
    private static final Pattern TAB = Pattern.compile("[ -]*\\t.*");

    /** From words of the parser to what to do. */
    private static final Map<String, String> ADVICE = Map.ofEntries(
            Map.entry("mapping values are not allowed", "Check the indentation, and put a value with \": \" in quotes"),
            Map.entry(
                    "cannot start any token",
                    "A value that begins with @, `, % or another special character needs quotes"),
            Map.entry(
                    "could not find expected ':'",
                    "Write a colon and a space after a key, and indent all lines of a value"),
            Map.entry("expected <block end>", "Indent all keys of a map alike, and all items of a list alike"),
            Map.entry(
                    "undefined alias",
                    "Define the anchor with & above, in the same document, or put the value in quotes"),
            Map.entry("undefined tag handle", "Declare it with %TAG, or put the value in quotes"),
            Map.entry("unknown escape character", "Use single quotes, or double the backslash"),
            Map.entry("unexpected end of stream", "A quote is not closed"),
            Map.entry("<document start>", "run-pod runs one Pod, so the text must hold one"),
            Map.entry("special characters are not allowed", "Remove the control character"),
            Map.entry("sequence entries are not allowed here", "Begin the list on a line of its own"));

    private Syntax() {}

    /** One sentence or a few, without a full stop. */
    static String problem(String text, YamlEngineException e) {
        List<String> lines = text.lines().toList();
        if (!(e instanceof MarkedYamlEngineException marked)) {
            return START + cut(e.getMessage());
        }
        Optional<Mark> mark = marked.getProblemMark().or(marked::getContextMark);
        int line = mark.map(Mark::getLine).orElse(0);
        String where = mark.isPresent() ? "line " + (line + 1) + ": " : "";
        return START + where + cut(words(marked)) + ". " + advice(lines, line, words(marked));
    }

    /** Where a tab stands that only separates, such as between a key and its value. Empty for one that indents. */
    static Optional<Integer> tab(String text, MarkedYamlEngineException e) {
        return e.getProblemMark()
                .map(mark ->
                        text.offsetByCodePoints(0, Math.min(mark.getIndex(), text.codePointCount(0, text.length()))))
                .filter(at -> at < text.length() && text.charAt(at) == '\t')
                .filter(at -> {
                    int start = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1;
                    return !text.substring(start, at).replaceAll("[-?\\s]", "").isEmpty();
                });
    }

    private static String words(MarkedYamlEngineException e) {
        return String.valueOf(e.getProblem() == null ? e.getContext() : e.getProblem())
                .replaceAll("\\(Do not use.*", "")
                .replaceAll("(undefined (alias|tag handle)) .*", "$1") // it may be a secret value without quotes
                .replace("'\\t(TAB)'", "tab")
                .replaceAll("\\s+", " ")
                .replaceAll("[. ]+$", "");
    }

    private static String advice(List<String> lines, int line, String words) {
        int from = Math.max(0, line - 1);
        for (int i = from; i <= Math.min(line, lines.size() - 1); i++) {
            if (TEMPLATE.matcher(lines.get(i)).find()) {
                return "Line " + (i + 1)
                        + " has braces of a template. Replace them first, for example with helm template";
            }
            if (TAB.matcher(lines.get(i)).matches()) {
                return "Line " + (i + 1) + " is indented with a tab. Use spaces";
            }
        }
        return ADVICE.entrySet().stream()
                .filter(entry -> words.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("Check the indentation and the quotes there");
    }

    private static String cut(String text) {
        String first = text.strip().lines().findFirst().orElse("");
        return first.length() > 120 ? first.substring(0, 120) + "…" : first;
    }
}
