package io.jenkins.plugins.runpod.history;

/**
 * The texts of a {@link HistoryTable}.
 *
 * @param places clusters with namespaces, as {@code cluster/namespace}
 * @param causes of waits and of ends
 */
record Dictionaries(Texts jobs, Texts places, Texts images, Texts causes) {
    Dictionaries() {
        this(new Texts(), new Texts(), new Texts(), new Texts());
    }
}
