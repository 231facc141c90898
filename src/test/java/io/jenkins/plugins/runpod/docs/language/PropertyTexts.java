package io.jenkins.plugins.runpod.docs.language;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The texts of a file of messages: the values of its properties. */
final class PropertyTexts {
    private static final Pattern KEY = Pattern.compile("^[^=:\\s]+\\s*[=:]\\s*");

    private PropertyTexts() {}

    static List<Block> blocks(String source) {
        var blocks = new ArrayList<Block>();
        var open = new StringBuilder();
        int openedAt = 0;
        int number = 0;
        for (String line : source.split("\n")) {
            number++;
            if (open.isEmpty()) {
                if (line.isBlank() || line.startsWith("#") || line.startsWith("!")) {
                    continue;
                }
                openedAt = number;
            }
            boolean goesOn = line.endsWith("\\");
            open.append(goesOn ? line.substring(0, line.length() - 1) : line).append('\n');
            if (!goesOn) {
                String value = KEY.matcher(open).replaceFirst("").replace("''", "'");
                blocks.add(new Block(openedAt, value));
                open.setLength(0);
            }
        }
        return blocks;
    }
}
