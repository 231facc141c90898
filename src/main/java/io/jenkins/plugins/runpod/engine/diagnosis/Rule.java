package io.jenkins.plugins.runpod.engine.diagnosis;

import java.util.regex.Pattern;

/**
 * One row of the table: a text that a message may contain, and what it means.
 *
 * @param cause short identifier
 * @param pattern found in the stripped, lower-case message
 * @param remedy what to change; may be empty
 */
record Rule(String cause, PodClass podClass, Pattern pattern, String remedy) {

    static Rule of(String cause, PodClass podClass, String regex, String remedy) {
        return new Rule(cause, podClass, Pattern.compile(regex), remedy);
    }
}
