package io.jenkins.plugins.runpod.docs.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The prose of a Markdown document: paragraphs, headings, list items, cells of tables. No code blocks, no comments. */
final class Markdown {
    private static final Pattern COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern BADGE = Pattern.compile("\\[!\\[[^\\]]*]\\([^)]*\\)]\\([^)]*\\)");
    private static final Pattern LINK = Pattern.compile("!?\\[([^\\]]*)]\\([^)]*\\)");
    private static final Pattern TAG = Pattern.compile("</?[a-zA-Z][^>`]*>");
    private static final Pattern ITEM = Pattern.compile("\\s*(?:[-*+]|\\d+\\.)\\s+");
    private static final Pattern HEADING = Pattern.compile("#{1,6}\\s+");
    private static final Pattern SEPARATOR = Pattern.compile("[\\s|:-]+");
    private static final Pattern CELL = Pattern.compile("(?<!\\\\)\\|(?=(?:[^`]*`[^`]*`)*[^`]*$)");

    private final List<Block> blocks = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();
    private int openedAt;

    private Markdown() {}

    static List<Block> blocks(String source) {
        var markdown = new Markdown();
        String text = COMMENT.matcher(source)
                .replaceAll(comment -> "\n".repeat((int) comment.group().lines().count() - 1));
        int number = 0;
        String fence = "";
        for (String line : text.split("\n", -1)) {
            number++;
            String stripped = line.strip();
            if (!fence.isEmpty()) {
                fence = stripped.equals(fence) ? "" : fence;
            } else if (stripped.startsWith("```")) {
                markdown.close();
                fence = stripped.replaceFirst("[^`].*", "");
            } else {
                markdown.line(number, stripped);
            }
        }
        markdown.close();
        return markdown.blocks;
    }

    private void line(int number, String line) {
        if (line.isEmpty()) {
            close();
        } else if (line.startsWith("|")) {
            close();
            if (!SEPARATOR.matcher(line).matches()) {
                for (String cell : CELL.split(line)) {
                    add(number, cell.replace("\\|", "|"));
                }
            }
        } else if (HEADING.matcher(line).lookingAt()) {
            close();
            add(number, HEADING.matcher(line).replaceFirst(""));
        } else {
            if (ITEM.matcher(line).lookingAt()) {
                close();
            }
            if (open.isEmpty()) {
                openedAt = number;
            }
            open.append(
                            ITEM.matcher(line).lookingAt()
                                    ? ITEM.matcher(line).replaceFirst("")
                                    : line.replaceFirst("^>\\s*", ""))
                    .append('\n');
        }
    }

    private void close() {
        if (!open.isEmpty()) {
            add(openedAt, open.toString());
            open.setLength(0);
        }
    }

    private void add(int line, String text) {
        String plain = BADGE.matcher(text).replaceAll("");
        plain = LINK.matcher(plain).replaceAll("$1");
        plain = TAG.matcher(plain).replaceAll("").replace("**", "");
        if (!plain.isBlank()) {
            blocks.add(new Block(line, plain));
        }
    }
}
