package io.jenkins.plugins.runpod.history;

import java.util.regex.Pattern;

/**
 * The id of a build, {@code folder/job#7}. Immutable.
 *
 * @param job its full name
 * @param number -1 if the text is not of this form. Then the job is the whole text
 */
record BuildId(String job, long number) {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    static BuildId of(String text) {
        int hash = text.lastIndexOf('#');
        String digits = text.substring(hash + 1);
        return hash >= 0 && NUMBER.matcher(digits).matches()
                ? new BuildId(text.substring(0, hash), Long.parseLong(digits))
                : new BuildId(text, -1);
    }

    String text() {
        return number < 0 ? job : job + "#" + number;
    }
}
