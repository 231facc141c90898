package io.jenkins.plugins.runpod.engine;

import java.io.IOException;

/** Encrypts what must not be read by others in a task's file. Called by any thread. */
public interface Sealing {
    /** The text in a form that only {@link #open} can read. */
    String seal(String text);

    /** @throws IOException with a sentence that says why the text cannot be read */
    String open(String sealed) throws IOException;
}
