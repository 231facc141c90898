package io.jenkins.plugins.runpod.ui;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The history of an invented organisation, for a browser without one. */
final class HistoryAnswers {
    private HistoryAnswers() {}

    /** Answers in the page itself what it asks about the history. */
    static String script() throws IOException {
        try (InputStream script =
                Objects.requireNonNull(HistoryAnswers.class.getResourceAsStream("history-answers.js"))) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
