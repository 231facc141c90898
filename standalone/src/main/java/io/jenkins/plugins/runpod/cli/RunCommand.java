package io.jenkins.plugins.runpod.cli;

import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.TaskDefinition;
import io.jenkins.plugins.runpod.engine.TaskStore;
import io.jenkins.plugins.runpod.engine.kube.access.ClusterAccess;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.engine.log.FileMedium;
import io.jenkins.plugins.runpod.engine.log.OutputMedium;
import io.jenkins.plugins.runpod.engine.log.StreamMedium;
import io.jenkins.plugins.runpod.engine.log.TaskMedia;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.engine.spec.CallerVariables;
import io.jenkins.plugins.runpod.engine.spec.InvalidParameters;
import io.jenkins.plugins.runpod.engine.spec.PodText;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code run-pod run}: one pod task from its start to its end, or on from where another process left it. */
@Command(
        name = "run",
        description = "Runs a pod and follows it until it ends.",
        mixinStandardHelpOptions = true,
        customSynopsis = "run-pod run --id ID (--image IMAGE | --yaml FILE) [OPTION...] [-- COMMAND ARG...]",
        footer = {
            "",
            "The pod's log goes to standard output. Everything else goes to standard error.",
            "Exit status: the task's own exit code, 124 if a budget or a deadline ended the task,",
            "125 if it never ran or its outcome is unknown, 130 if cancelled, 2 if run-pod started nothing."
        })
final class RunCommand implements Callable<Integer> {
    /** Whose tasks these are: everybody's who uses the command line. */
    static final String CONTROLLER = "cli";

    private static final int LONGEST_ID = 200;
    /** What a saved task keeps of the options that it was started with. */
    private static final String PARAMETERS = "parameters";

    private final TaskOptions task = new TaskOptions(new TaskParameters());

    private CommandSpec spec;

    @Option(
            names = "--id",
            required = true,
            paramLabel = "ID",
            description =
                    "Names the task. The same id is the same task: run-pod finds its pod again and creates no second one.")
    private String id = "";

    @ParentCommand
    private Main main;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private FileOptions files;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            description = "Saves the task's state, so that the same command resumes the task after it was killed.")
    private Path stateDir;

    @Option(
            names = "--log-file",
            paramLabel = "FILE",
            description = "File for the pod's log, instead of standard output.")
    private Path logFile;

    @Option(names = "--dry-run", description = "Prints the pod as YAML and does not create it.")
    private boolean dryRun;

    @Option(names = "--json", description = "Prints the result as a JSON object on the last line of standard output.")
    private boolean json;

    @Option(names = "--verbose", description = "Shows the program's own log on standard error.")
    private boolean verbose;

    @Parameters(
            arity = "0..*",
            paramLabel = "COMMAND ARG",
            description = "After --: the container's command and its arguments. They replace the image's entrypoint.")
    private List<String> words = List.of();

    private Screen screen;

    @Spec
    private void describe(CommandSpec command) {
        spec = command;
        task.addTo(command);
    }

    @Override
    public Integer call() throws Exception {
        screen = main.screen();
        if (verbose) {
            Logging.verbose();
        }
        List<String> problems = problems();
        TaskParameters parameters = task.read(words, problems);
        if (stateDir == null || !problems.isEmpty()) {
            return run(parameters, problems, Optional.empty());
        }
        TaskFolder.sweep(stateDir);
        try (TaskFolder folder = TaskFolder.open(stateDir, id)) {
            return run(parameters, problems, Optional.of(folder));
        }
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>(Main.problems(spec.commandLine().getParseResult()));
        List<String> typed = spec.commandLine().getParseResult().originalArgs();
        int mark = typed.indexOf("--");
        if (words.size() > (mark < 0 ? 0 : typed.size() - mark - 1)) {
            problems.add("\"" + words.get(0) + "\" is not an option. Write the command after --.");
        }
        if (id.length() > LONGEST_ID || (id.isBlank() && problems.isEmpty())) {
            problems.add("--id: must have 1 to " + LONGEST_ID + " characters");
        }
        return problems;
    }

    private int run(TaskParameters parameters, List<String> problems, Optional<TaskFolder> folder)
            throws Refused, IOException, InterruptedException {
        parameters.files = files.plan();
        parameters.mirrors = cluster.mirrors(problems);
        Optional<TaskFolder.Saved> saved = folder.isPresent() ? folder.get().saved() : Optional.empty();
        Optional<TaskResult> before = saved.flatMap(TaskFolder.Saved::result);
        Optional<ClusterAccess> access =
                before.isPresent() || (dryRun && !cluster.isNamed()) ? Optional.empty() : access(problems);
        TaskDefinition definition =
                saved.isPresent() ? again(saved.get(), parameters, problems) : begin(access, parameters, problems);
        PodTask podTask = new PodTask(
                new TaskId(CONTROLLER, id),
                definition.specification(),
                Map.of(),
                new EnvironmentSecrets(
                                System.getenv(), definition.specification().secretEnv())
                        .and(new LocalSecretFiles(definition.specification().secretFiles())));
        if (dryRun) {
            screen.print(PodText.yaml(podTask.firstPod()).stripTrailing());
            return ExitStatus.OK;
        }
        if (before.isPresent()) {
            screen.say("Task " + id + " has ended. This is its saved result. Its log is not repeated.");
            deliver(before.get());
            return ExitStatus.of(before.get());
        }
        try (CommandFiles exchange = CommandFiles.of(podTask, folder.map(TaskFolder::files), files.outputDir())) {
            if (saved.isEmpty() && podTask.hasInputs() && !pack(exchange)) {
                return ExitStatus.CANCELLED;
            }
            screen.say("Task " + id + ": pod "
                    + saved.map(one -> one.state().attempt().podName()).orElse(podTask.podName(1)) + " in namespace "
                    + podTask.specification().namespace() + " of "
                    + access.orElseThrow().get().getMasterUrl());
            TaskStore store = folder.map(f -> f.store(definition, screen)).orElseGet(TaskStore::inMemory);
            TaskMedia media = new TaskMedia(log(), Optional.empty(), Optional.of(screen::say));
            return new TaskRun(podTask, folder.isPresent(), screen)
                    .run(access.orElseThrow(), store, media, exchange, this::deliver)
                    .map(ExitStatus::of)
                    .orElse(ExitStatus.CANCELLED);
        }
    }

    /** False if the user has stopped it. */
    @SuppressWarnings("try") // the signals' handler is only there
    private boolean pack(CommandFiles exchange) throws Refused {
        Thread packing = Thread.currentThread();
        try (Interrupts ignored = Interrupts.to(signal -> packing.interrupt())) {
            files.archive(Optional.of(stateDir == null ? exchange.folder() : stateDir))
                    .pack(exchange.folder())
                    .forEach(sentence -> screen.say("Warning: " + sentence));
            return true;
        } catch (InterruptedIOException e) {
            screen.say("Cancelled while the inputs were packed. Nothing was started.");
            return false;
        }
    }

    /** Reads the kubeconfig once, so that one that is wrong is told of before anything begins. */
    private Optional<ClusterAccess> access(List<String> problems) {
        try {
            ClusterAccess access = cluster.access(System.getenv());
            Objects.requireNonNull(access.get());
            return Optional.of(access);
        } catch (Refused e) {
            problems.addAll(e.problems());
        } catch (IllegalArgumentException e) {
            problems.add(e.getMessage());
        }
        return Optional.empty();
    }

    /** A dry run has the namespace of the context if there is one, and needs none. */
    private Optional<ClusterAccess> ifAny() {
        if (!dryRun || cluster.isNamed() || !cluster.isThere(System.getenv())) {
            return Optional.empty();
        }
        List<String> doubts = new ArrayList<>();
        Optional<ClusterAccess> access = access(doubts);
        doubts.forEach(doubt -> screen.say("Warning: " + doubt + "."));
        return access;
    }

    private TaskDefinition begin(Optional<ClusterAccess> access, TaskParameters parameters, List<String> problems)
            throws Refused {
        problems.addAll(new EnvironmentSecrets(System.getenv(), parameters.secretEnv).problems());
        problems.addAll(new LocalSecretFiles(parameters.secretFiles).problems());
        problems.addAll(files.problems(Optional.ofNullable(stateDir)));
        String namespace =
                access.or(this::ifAny).map(a -> a.get().getNamespace()).orElse("default");
        List<String> warnings = new ArrayList<>();
        try {
            TaskSpecification read = TaskSpecification.of(
                    parameters, CallerVariables.none(), namespace, TaskPolicy.standard(), Optional.empty(), warnings);
            if (problems.isEmpty()) {
                warnings.forEach(warning -> screen.say("Warning: " + asOption(warning) + "."));
                return new TaskDefinition(read, Map.of(PARAMETERS, Fingerprint.of(parameters, files.words())));
            }
        } catch (InvalidParameters e) {
            boolean unread = problems.stream().anyMatch(problem -> problem.startsWith("--yaml:"));
            e.problems().stream()
                    .filter(problem -> !(unread && problem.startsWith("image: is required")))
                    .forEach(problem -> problems.add(asOption(problem)));
        }
        throw new Refused(problems);
    }

    /** A task that has begun is not checked again, because this version may be stricter than the one that began it. */
    private TaskDefinition again(TaskFolder.Saved saved, TaskParameters parameters, List<String> problems)
            throws Refused {
        if (saved.result().isEmpty()) {
            problems.addAll(files.outputProblems());
        }
        if (!problems.isEmpty()) {
            throw new Refused(problems);
        }
        if (!Fingerprint.of(parameters, files.words())
                .equals(saved.definition().caller().get(PARAMETERS))) {
            throw new Refused("task " + id + " was started with another pod or other options. Repeat the original"
                    + " options, or choose another --id");
        }
        return saved.definition();
    }

    /** The engine names a parameter. Here it is an option. */
    private String asOption(String problem) {
        if (problem.startsWith("outputs: --output ")) {
            return problem.substring("outputs: ".length()).replaceFirst("\\.$", "");
        }
        int colon = problem.indexOf(':');
        if (colon < 0) {
            return problem;
        }
        String option =
                "--" + problem.substring(0, colon).replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
        return spec.optionsMap().containsKey(option) ? option + problem.substring(colon) : problem;
    }

    private OutputMedium log() throws Refused {
        if (logFile == null) {
            return new StreamMedium(screen.log());
        }
        try {
            return new FileMedium(logFile);
        } catch (IOException e) {
            throw new Refused("--log-file: cannot write to " + logFile + ": " + e.getMessage());
        }
    }

    private void deliver(TaskResult result) {
        screen.say(result.message());
        if (!result.remedy().isEmpty()) {
            screen.say(result.remedy());
        }
        if (json) {
            screen.print(ResultJson.of(result, Instant.now()));
        }
    }
}
