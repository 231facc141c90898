package io.jenkins.plugins.runpod.cli;

import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** What the program's own log shows: nothing, unless an option asks for it. What matters to a user is always printed. */
final class Logging {
    /** Held on to: a logger without a reference forgets its level. */
    private static final Logger OURS = Logger.getLogger("io.jenkins.plugins.runpod");

    private Logging() {}

    static void quiet() {
        LogManager.getLogManager().reset();
    }

    /** On standard error. */
    static void verbose() {
        ConsoleHandler console = new ConsoleHandler();
        console.setLevel(Level.ALL);
        Logger.getLogger("").addHandler(console);
        OURS.setLevel(Level.ALL);
    }
}
