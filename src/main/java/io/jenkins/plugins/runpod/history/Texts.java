package io.jenkins.plugins.runpod.history;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for texts, from 0 on in the order in which they came. Not safe for use by many threads, except {@link #list}. */
final class Texts {
    private final Map<String, Integer> numbers = new HashMap<>();
    private String[] texts = new String[16];

    /** The number of a text, which is a new one if the text is. */
    int number(String text) {
        Integer known = numbers.get(text);
        if (known != null) {
            return known;
        }
        int number = numbers.size();
        if (number == texts.length) {
            texts = Arrays.copyOf(texts, 2 * number);
        }
        texts[number] = text;
        numbers.put(text, number);
        return number;
    }

    /** The texts of this moment, each at its number. Texts that come later do not change the list. */
    List<String> list() {
        return Arrays.asList(texts).subList(0, numbers.size());
    }
}
