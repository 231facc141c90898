package io.jenkins.plugins.runpod.history;

/**
 * What would have saved waiting.
 *
 * @param text sentences with numbers
 * @param query the part of the page's address, from the question mark on, that shows these numbers
 */
public record Advice(String text, String query) {}
