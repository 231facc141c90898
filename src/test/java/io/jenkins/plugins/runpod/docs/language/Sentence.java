package io.jenkins.plugins.runpod.docs.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One sentence of a source.
 *
 * @param prose the text with its inline code replaced by {@link Block#CODE}
 */
record Sentence(int line, String text, String prose) {
    private static final Pattern END = Pattern.compile("[.!?…]+[)\\]\"'”’*]*(?=\\s|$)");
    private static final Pattern ABBREVIATION =
            Pattern.compile("(?:^|[\\s(])(?:e\\.g|i\\.e|cf|vs|approx|incl|No|Mr|St)\\.$", Pattern.CASE_INSENSITIVE);
    /** Names in code that follow each other are one list, which is read as one word. */
    private static final Pattern NAMES =
            Pattern.compile("%1$s+(?:,?\\s+(?:(?:and|or)\\s+)?%1$s+)*".formatted(Block.CODE));

    /** The sentences of a block. */
    static List<Sentence> in(Block block) {
        String prose = block.withoutCode();
        var sentences = new ArrayList<Sentence>();
        int from = 0;
        Matcher end = END.matcher(prose);
        while (end.find()) {
            if (isEnd(prose, end)) {
                add(sentences, block, prose, from, end.end());
                from = end.end();
            }
        }
        add(sentences, block, prose, from, prose.length());
        return sentences;
    }

    private static boolean isEnd(String prose, Matcher end) {
        String before = prose.substring(0, end.end());
        if (ABBREVIATION.matcher(before).find()) {
            return false;
        }
        String rest = prose.substring(end.end()).strip();
        boolean goesOn = !rest.isEmpty() && Character.isLowerCase(rest.charAt(0)) && !rest.startsWith("run-pod");
        boolean leavesOut = end.group().startsWith("…") || end.group().startsWith("...") || before.endsWith("etc.");
        return !(goesOn && leavesOut);
    }

    private static void add(List<Sentence> sentences, Block block, String prose, int from, int to) {
        int start = from;
        while (start < to && Character.isWhitespace(prose.charAt(start))) {
            start++;
        }
        if (start < to) {
            int line = block.line()
                    + (int) prose.substring(0, start)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            sentences.add(new Sentence(
                    line, oneLine(block.text().substring(start, to)), oneLine(prose.substring(start, to))));
        }
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    /** How many words a reader has to keep in mind. */
    int words() {
        int count = 0;
        for (String word : NAMES.matcher(prose).replaceAll("code").split("\\s+")) {
            if (word.chars().anyMatch(Character::isLetterOrDigit)) {
                count++;
            }
        }
        return count;
    }
}
