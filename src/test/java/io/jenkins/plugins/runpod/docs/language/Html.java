package io.jenkins.plugins.runpod.docs.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The prose of HTML, of Jelly views and of Javadoc: texts between tags, and the attributes that a user reads. */
final class Html {
    private static final Pattern HIDDEN = Pattern.compile(
            "<!--.*?-->|<\\?.*?\\?>|<(pre|script|style)\\b.*?</\\1>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
    private static final Pattern TAG = Pattern.compile("</?([a-zA-Z][\\w:.-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>");
    private static final Pattern READ = Pattern.compile("\\b(?:title|description|alt|progress)=\"([^\"]*)\"");
    private static final Pattern EXPRESSION = Pattern.compile("[$#]\\{[^}]*}");
    private static final Set<String> INLINE = Set.of("a", "b", "code", "em", "i", "kbd", "span", "strong", "tt", "var");

    private final String source;
    private final int firstLine;
    private final List<Block> blocks = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();
    private int openedAt;

    private Html(String source, int firstLine) {
        this.source = source;
        this.firstLine = firstLine;
    }

    static List<Block> blocks(String source) {
        return blocks(source, 1);
    }

    static List<Block> blocks(String source, int firstLine) {
        String shown = HIDDEN.matcher(source).replaceAll(Html::onlyLineEnds);
        return new Html(shown, firstLine).read();
    }

    private static String onlyLineEnds(MatchResult found) {
        return found.group().replaceAll("[^\n]+", "");
    }

    private List<Block> read() {
        Matcher tag = TAG.matcher(source);
        int from = 0;
        while (tag.find()) {
            text(from, tag.start());
            from = tag.end();
            String name = tag.group(1).toLowerCase(Locale.ROOT);
            if (name.equals("code") || name.equals("tt")) {
                open.append('`');
            } else if (!INLINE.contains(name)) {
                close();
                attributes(tag);
            }
        }
        text(from, source.length());
        close();
        return blocks;
    }

    private void attributes(Matcher tag) {
        Matcher read = READ.matcher(tag.group(2));
        while (read.find()) {
            add(line(tag.start(2) + read.start()), read.group(1));
        }
    }

    private void text(int from, int to) {
        if (open.toString().isBlank()) {
            int start = from;
            while (start < to && Character.isWhitespace(source.charAt(start))) {
                start++;
            }
            openedAt = line(start);
            String code = open.toString().strip();
            open.setLength(0);
            open.append(code).append(source, start, to);
        } else {
            open.append(source, from, to);
        }
    }

    private int line(int offset) {
        return firstLine
                + (int) source.substring(0, offset)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    private void close() {
        add(openedAt, open.toString());
        open.setLength(0);
    }

    private void add(int line, String text) {
        String plain = EXPRESSION
                .matcher(text)
                .replaceAll(expression -> "X")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&nbsp;", " ")
                .replaceAll("&#\\w+;|&[lr]dquo;", "'")
                .replace("&amp;", "&");
        if (plain.chars().anyMatch(Character::isLetter)) {
            blocks.add(new Block(line, plain));
        }
    }
}
