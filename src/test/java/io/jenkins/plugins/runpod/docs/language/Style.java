package io.jenkins.plugins.runpod.docs.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of language that can be counted. */
final class Style {
    static final int MOST_WORDS = 25;

    /** What is not written, as a regular expression, with what is written in its place. */
    private static final Map<Pattern, String> WORDS = new LinkedHashMap<>();

    static {
        never("borne with|bears? with|bearing with", "wait for, tolerate");
        never("for want of", "because … is missing");
        never("can(?:not| not)? be had", "cannot read, is not available");
        never("by turns", "alternating");
        never("each second", "every other");
        never("without a word", "silently");
        never("the ones? there (?:is|are)|the one that there is", "name it");
        never("what is held", "name it");
        never("whoever|whomever|whosoever", "name the user, holder, controller");
        never("somebody|someone", "name the user, holder, controller");
        never("cures?|cured", "clears");
        never("patience|patient|patiently", "timeout");
        never("counts? on nothing", "no longer assumes");
        never("all the same", "still, nevertheless");
        never("in place of \\w+ing", "instead of …ing");
        never("an own", "its own");
        never("allows? to", "allows …ing, lets");
    }

    /** "Who" that asks or follows its noun is right; alone it hides the subject. */
    private static final Pattern BARE_WHO = Pattern.compile(
            "(?:^|[:(–—]\\s*|\\b(?:and|or|but|of|by|for|to|from|with|than|that|as|if|says?|tells?|see)\\s+)who\\b",
            Pattern.CASE_INSENSITIVE);

    private Style() {}

    private static void never(String expression, String instead) {
        WORDS.put(Pattern.compile("\\b(?:" + expression + ")\\b", Pattern.CASE_INSENSITIVE), instead);
    }

    /** What is wrong with a sentence; empty if nothing is. */
    static List<String> reasons(Sentence sentence) {
        var reasons = new ArrayList<String>();
        int words = sentence.words();
        if (words > MOST_WORDS) {
            reasons.add(words + " words, at most " + MOST_WORDS);
        }
        if (sentence.prose().indexOf(';') >= 0) {
            reasons.add("a semicolon: make two sentences");
        }
        WORDS.forEach((pattern, instead) -> {
            Matcher found = pattern.matcher(sentence.prose());
            if (found.find()) {
                reasons.add("\"" + found.group() + "\": " + instead);
            }
        });
        if (!sentence.prose().endsWith("?")
                && BARE_WHO.matcher(sentence.prose()).find()) {
            reasons.add("\"who\" without a noun: name the user, holder, controller");
        }
        return reasons;
    }
}
