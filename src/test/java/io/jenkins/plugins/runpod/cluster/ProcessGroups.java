package io.jenkins.plugins.runpod.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Starts every process in a group of its own, and lets none of a group live on. A small shell watches over the groups: it
 * kills what is left when this process ends, whatever way it ends, because its input ends then.
 */
final class ProcessGroups implements AutoCloseable {
    private static final String WATCH = """
            groups=' '
            forget() { groups="${groups%% $1 *} ${groups#* $1 }"; }
            end() { kill -s KILL -- -"$1" 2>/dev/null || kill -s KILL "$1" 2>/dev/null; }
            while read -r what group; do
              case $what$groups in
                start*) groups="$groups$group " ;;
                end*" $group "*) end "$group"; forget "$group" ;;
                left*" $group "*) kill -s 0 -- -"$group" 2>/dev/null || forget "$group" ;;
              esac
            done
            for group in $groups; do end "$group"; done
            rm -rf "$1"
            """;
    private static final boolean SETSID =
            Files.isExecutable(Path.of("/usr/bin/setsid")) || Files.isExecutable(Path.of("/bin/setsid"));

    private static final ProcessBuilder.Redirect NOTHING =
            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile());

    private final Process watch;
    private final OutputStream orders;

    /** @param directory is removed at the end, too */
    ProcessGroups(Path directory) {
        try {
            watch = new ProcessBuilder(grouped(List.of("sh", "-c", WATCH, "embedded-cluster", directory.toString())))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        orders = watch.getOutputStream();
    }

    /** Its output is one stream, its input empty. */
    Process start(List<String> command, Map<String, String> env, Path dir) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(grouped(command))
                .directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectInput(NOTHING);
        return start(builder, env);
    }

    /** Its output and its errors are apart, its input is a pipe. What is not wanted is closed or thrown away. */
    Process start(List<String> command, Map<String, String> env, Path dir, FakeExecOptions streams) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(grouped(command)).directory(dir.toFile()).redirectErrorStream(streams.tty());
        if (!streams.stdin()) {
            builder.redirectInput(NOTHING);
        }
        if (!streams.stdout()) {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }
        if (!streams.stderr() && !streams.tty()) {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        }
        return start(builder, env);
    }

    private Process start(ProcessBuilder builder, Map<String, String> env) throws IOException {
        builder.environment().clear();
        builder.environment().putAll(env);
        Process process = builder.start();
        order("start", process);
        return process;
    }

    /** A process has ended. What it has left behind lives on until its group is killed. */
    void ended(Process process) {
        order("left", process);
    }

    /** Kills what is left of the process's group. */
    void kill(Process process) {
        if (SETSID) {
            order("end", process);
        } else {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Kills everything and waits for that. */
    @Override
    public void close() {
        try {
            orders.close();
            if (!watch.waitFor(10, TimeUnit.SECONDS)) {
                watch.destroyForcibly();
            }
        } catch (IOException e) {
            watch.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> grouped(List<String> command) {
        List<String> grouped = new ArrayList<>(command);
        if (SETSID) {
            grouped.add(0, "setsid");
        }
        return grouped;
    }

    private synchronized void order(String what, Process process) {
        try {
            orders.write((what + " " + process.pid() + "\n").getBytes(StandardCharsets.US_ASCII));
            orders.flush();
        } catch (IOException e) {
            process.destroyForcibly(); // closed meanwhile
        }
    }
}
