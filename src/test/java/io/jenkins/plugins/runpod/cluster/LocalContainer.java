package io.jenkins.plugins.runpod.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** One container of {@link LocalProcesses}: where its programs run, with what environment, and which ones do. */
final class LocalContainer {
    private final ProcessGroups groups;
    private final ContainerPaths paths;
    private final Map<String, String> env = new HashMap<>();
    private final Path workingDir;
    private final Path message;
    private final Set<Process> execs = ConcurrentHashMap.newKeySet();
    private boolean ended;

    /** @param dir an empty folder for it */
    LocalContainer(ContainerRuntime.Spec spec, Path dir, ProcessGroups groups) throws IOException {
        this.groups = groups;
        this.message = dir.resolve("termination-log");
        Map<String, Path> replaced = new HashMap<>(spec.paths());
        if (!spec.terminationMessagePath().isEmpty()) {
            replaced.put(spec.terminationMessagePath(), message);
        }
        this.paths = new ContainerPaths(replaced);
        env.put("PATH", System.getenv().getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
        env.put("HOME", dir.toString());
        spec.env().forEach((name, value) -> env.put(name, paths.replace(value)));
        this.workingDir = workingDir(spec.workingDir()).orElse(dir);
    }

    /** A working directory in a volume is made, as by a real runtime. One that this machine lacks is the container's own. */
    private Optional<Path> workingDir(Optional<String> wanted) throws IOException {
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        Path path = Path.of(paths.replace(wanted.get()));
        if (paths.has(wanted.get())) {
            Files.createDirectories(path);
        }
        return Optional.of(path).filter(Files::isDirectory);
    }

    /** Its termination message file. */
    Path message() {
        return message;
    }

    /** Starts its own program. */
    Process start(List<String> command) throws ContainerRuntime.StartException {
        try {
            return groups.start(words(command), env, workingDir);
        } catch (IOException e) {
            throw new ContainerRuntime.StartException("exec: \"%s\": %s".formatted(command, e.getMessage()));
        }
    }

    /** Starts a further program. */
    synchronized Process exec(FakeExecOptions options) throws ContainerRuntime.ExecException {
        if (ended) {
            throw ContainerRuntime.ExecException.ofEnded();
        }
        try {
            if (options.command().isEmpty()) {
                throw new ContainerRuntime.StartException("args must not be empty");
            }
            Process process = groups.start(words(options.command()), env, workingDir, options);
            execs.add(process);
            process.onExit().thenAccept(groups::ended);
            return process;
        } catch (ContainerRuntime.StartException e) {
            throw ContainerRuntime.ExecException.ofStart(e);
        } catch (IOException e) {
            throw ContainerRuntime.ExecException.ofStart(new ContainerRuntime.StartException(
                    "exec: \"%s\": %s".formatted(options.command().get(0), e.getMessage())));
        }
    }

    /** Its own program has ended, so everything else ends, too. Idempotent. */
    synchronized void end() {
        ended = true;
        execs.forEach(groups::kill);
        execs.clear();
    }

    private List<String> words(List<String> command) throws ContainerRuntime.StartException {
        List<String> words = new ArrayList<>();
        command.forEach(word -> words.add(paths.replace(word)));
        if (words.isEmpty()) {
            words.add("sh");
        }
        words.set(0, program(words.get(0)));
        return words;
    }

    /** The program's file, or the complaint that runc has. */
    private String program(String name) throws ContainerRuntime.StartException {
        if (name.contains("/")) {
            Path file = workingDir.resolve(name);
            if (!Files.exists(file)) {
                throw new ContainerRuntime.StartException(
                        "exec: \"%s\": stat %s: no such file or directory".formatted(name, name));
            }
            if (Files.isDirectory(file) || !Files.isExecutable(file)) {
                throw new ContainerRuntime.StartException("exec: \"%s\": permission denied".formatted(name));
            }
            return file.toString();
        }
        return Stream.of(env.get("PATH").split(":"))
                .map(each -> Path.of(each, name))
                .filter(file -> Files.isExecutable(file) && !Files.isDirectory(file))
                .findFirst()
                .orElseThrow(() -> new ContainerRuntime.StartException(
                        "exec: \"%s\": executable file not found in $PATH".formatted(name)))
                .toString();
    }
}
