package io.jenkins.plugins.runpod.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Standard output, which belongs to the pod's log, and standard error, which belongs to us. Safe for use by many threads. */
final class Screen {
    private final OutputStream out;
    private final PrintStream err;
    private boolean midLine;

    /**
     * @param out must report errors
     */
    Screen(OutputStream out, OutputStream err) {
        this.out = out;
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    }

    /** The log of the pod. */
    OutputStream log() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] text, int offset, int count) throws IOException {
                synchronized (Screen.this) {
                    out.write(text, offset, count);
                    midLine = count > 0 ? text[offset + count - 1] != '\n' : midLine;
                }
            }

            @Override
            public void flush() throws IOException {
                out.flush();
            }
        };
    }

    /** A status line; of a text with several lines the further ones are indented. */
    void say(String text) {
        err.println("run-pod: " + text.strip().replace("\n", "\n    "));
    }

    /** A last line on standard output, on a line of its own whatever the log ended with. */
    synchronized void print(String line) {
        try {
            out.write(((midLine ? "\n" : "") + line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            midLine = false;
        } catch (IOException e) {
            say("Cannot write to standard output: " + e.getMessage());
        }
    }
}
