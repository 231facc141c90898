package io.jenkins.plugins.runpod.docs.language;

import java.nio.file.Path;

/** What is wrong with a sentence, and where it stands. */
record Finding(Path file, Sentence sentence, String reason) {
    @Override
    public String toString() {
        return file + ":" + sentence.line() + ": " + sentence.text() + ": " + reason;
    }
}
