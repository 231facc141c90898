package io.jenkins.plugins.runpod.docs.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The prose of a Java file: its Javadoc, and its string literals. Literals that are put together by {@code +} are one text, in which
 * other values are one word each.
 */
final class JavaSource {
    private static final Pattern TOKEN = Pattern.compile(
            "(?<doc>/\\*\\*(?!/).*?\\*/)|(?<comment>//[^\\n]*|/\\*.*?\\*/)"
                    + "|(?<block>\"\"\".*?(?<!\\\\)\"\"\")|(?<text>\"(?:[^\"\\\\\\n]|\\\\.)*\")"
                    + "|(?<other>'(?:[^'\\\\]|\\\\.)+'|[\\w.]+|\\S)",
            Pattern.DOTALL);
    private static final Pattern PROSE = Pattern.compile("(?:[a-zA-Z'’-]+[,.:]?\\s+){3,}[a-zA-Z'’-]+", Pattern.DOTALL);
    private static final Pattern MACHINE =
            Pattern.compile("\\\\[dswb]|\\(\\?|\\.[*+]|\\[\\^|\\w\\|\\w|^\\s*[{<]|\":|=\"");
    private static final Pattern PUBLIC_TYPE = Pattern.compile(
            "^public (?:abstract |final |sealed |non-sealed |static )*(?:class|interface|record|enum|@interface) ",
            Pattern.MULTILINE);
    private static final Pattern TAG_LINE =
            Pattern.compile("(?m)^(\\s*)@(?:param\\s+\\S+|throws\\s+\\S+|return|see.*|since.*)");
    private static final Pattern INLINE_TAG =
            Pattern.compile("\\{@(?:code|link|linkplain|literal|value)\\s*([^{}]*(?:\\{[^}]*}[^{}]*)*)}");

    private record Token(String kind, String text, int line) {
        boolean isText() {
            return kind.equals("text") || kind.equals("block");
        }

        boolean is(String other) {
            return kind.equals("other") && text.equals(other);
        }
    }

    private final List<Token> tokens = new ArrayList<>();

    private JavaSource(String source) {
        Matcher matcher = TOKEN.matcher(source);
        int line = 1;
        int counted = 0;
        while (matcher.find()) {
            line += (int) source.substring(counted, matcher.start())
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
            counted = matcher.start();
            for (String kind : List.of("doc", "block", "text", "other")) {
                if (matcher.group(kind) != null) {
                    tokens.add(new Token(kind, matcher.group(), line));
                }
            }
        }
    }

    /** The Javadoc of a file whose type is public; nothing of others. */
    static List<Block> javadoc(String source) {
        if (!PUBLIC_TYPE.matcher(source).find()) {
            return List.of();
        }
        var blocks = new ArrayList<Block>();
        for (Token token : new JavaSource(source).tokens) {
            if (token.kind().equals("doc")) {
                String text =
                        token.text().substring(3, token.text().length() - 2).replaceAll("(?m)^[ \\t]*\\*[ ]?", "");
                text = INLINE_TAG
                        .matcher(text)
                        .replaceAll(tag ->
                                Matcher.quoteReplacement("`" + tag.group(1).strip() + "`"));
                blocks.addAll(Html.blocks(TAG_LINE.matcher(text).replaceAll("$1<p>"), token.line()));
            }
        }
        return blocks;
    }

    /** The string literals that are prose: four words in a row at least. */
    static List<Block> texts(String source) {
        var java = new JavaSource(source);
        java.tokens.removeIf(token -> token.kind().equals("doc"));
        var blocks = new ArrayList<Block>();
        for (int i = 0; i < java.tokens.size(); i++) {
            if (java.tokens.get(i).isText() && !java.continuesText(i)) {
                Block block = java.concatenation(i);
                if (PROSE.matcher(block.text()).find()
                        && !MACHINE.matcher(block.text()).find()) {
                    blocks.add(block);
                }
            }
        }
        return blocks;
    }

    /** Whether the literal is the continuation of one that stands before it at the same depth. */
    private boolean continuesText(int index) {
        if (index == 0 || !tokens.get(index - 1).is("+")) {
            return false;
        }
        int depth = 0;
        for (int i = index - 2; i >= 0; i--) {
            Token token = tokens.get(i);
            if (token.is(")") || token.is("]") || token.is("}")) {
                depth++;
            } else if (token.is("(") || token.is("[") || token.is("{")) {
                if (depth-- == 0) {
                    return false;
                }
            } else if (depth == 0
                    && token.isText()
                    && (i == 0 || !tokens.get(i + 1).is(")"))) {
                return true;
            } else if (depth == 0 && (endsValue(token) || token.is("return"))) {
                return false;
            }
        }
        return false;
    }

    private Block concatenation(int index) {
        var text = new StringBuilder();
        int depth = 0;
        for (int i = index; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (token.is("(") || token.is("[") || token.is("{")) {
                depth++;
            } else if (token.is(")") || token.is("]") || token.is("}")) {
                if (depth-- == 0) {
                    break;
                }
            } else if (depth == 0) {
                if (token.isText()) {
                    text.append(value(token));
                } else if (endsValue(token)) {
                    break;
                } else if (token.is("+")
                        && i + 1 < tokens.size()
                        && !tokens.get(i + 1).isText()) {
                    text.append("`x`");
                }
            }
        }
        return new Block(tokens.get(index).line(), text.toString());
    }

    private static boolean endsValue(Token token) {
        return token.is(",") || token.is(";") || token.is("?") || token.is(":") || token.is("=") || token.is(">");
    }

    private static String value(Token token) {
        String text = token.text();
        String inside = token.kind().equals("block")
                ? text.substring(3, text.length() - 3)
                : text.substring(1, text.length() - 1);
        return inside.replace("\\\"", "\"").replace("\\n", "\n\n").replaceAll("%(?:\\d\\$)?[sd]", "`x`");
    }
}
