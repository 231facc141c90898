package io.jenkins.plugins.runpod.engine.spec;

/** The sections of the form, in its order. Those without a title are always open. */
public enum ParameterSection {
    /** What most tasks need. */
    MAIN(""),
    /** What a Pipeline script gets back. No other job can use that. */
    RETURN(""),
    /** What is moved into the pod and out of it. */
    FILES(""),
    /** The result container. */
    CONTAINER("Container"),
    /** The pod as a whole. */
    POD("Pod"),
    /** How long a task waits, how often it tries, and what is left at its end. */
    WAITING("Waiting and ending");

    private final String title;

    ParameterSection(String title) {
        this.title = title;
    }

    /** The heading in the form. Empty for none. */
    public String getTitle() {
        return title;
    }
}
