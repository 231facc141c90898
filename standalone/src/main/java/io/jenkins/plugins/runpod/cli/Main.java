package io.jenkins.plugins.runpod.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The command line, which runs and debugs pod tasks without Jenkins. */
@Command(
        name = "run-pod",
        description = "Runs a container task as a Kubernetes pod and reports how it ended.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {RunCommand.class, DiagnoseCommand.class, ClusterCommand.class})
public final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private final Screen screen;

    private Main(Screen screen) {
        this.screen = screen;
    }

    Screen screen() {
        return screen;
    }

    /** Ends the process with the status of the command. */
    public static void main(String[] args) {
        Logging.quiet();
        int status = execute(new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err), args);
        // Not exit(): an I/O thread that still waits for an answer must not hold the process up.
        Runtime.getRuntime().halt(status);
    }

    /**
     * Runs a command in this process.
     *
     * @param out replaces standard output, and must report errors
     * @param err replaces standard error
     */
    static int execute(OutputStream out, OutputStream err, String... args) {
        Screen screen = new Screen(out, err);
        CommandLine line = new CommandLine(new Main(screen))
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setExpandAtFiles(false)
                .setExecutionStrategy(Main::run)
                .setParameterExceptionHandler(
                        (error, words) -> refuse(error.getCommandLine(), List.of(error.getMessage())))
                .setExecutionExceptionHandler((error, command, parsed) -> {
                    if (error instanceof Refused refused) {
                        return refuse(command, refused.problems());
                    }
                    throw error;
                });
        collectErrors(line);
        return line.execute(args);
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(), "a command is missing: run, diagnose or cluster. See --help.");
    }

    private static void collectErrors(CommandLine line) {
        line.getCommandSpec().parser().collectErrors(true);
        line.getSubcommands().values().forEach(Main::collectErrors);
    }

    /** Lets a command examine the parser's errors, if it can explain wrong words better than the parser. */
    private static int run(ParseResult parsed) {
        if (CommandLine.printHelpIfRequested(parsed)) {
            return ExitStatus.OK;
        }
        ParseResult last = parsed;
        while (last.hasSubcommand()) {
            last = last.subcommand();
        }
        CommandLine line = last.commandSpec().commandLine();
        List<String> problems = problems(parsed);
        if (!problems.isEmpty() && !(last.commandSpec().userObject() instanceof RunCommand)) {
            return refuse(line, problems);
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** The problems that the parser found. */
    static List<String> problems(ParseResult parsed) {
        List<String> problems = new ArrayList<>();
        for (ParseResult each = parsed; each != null; each = each.hasSubcommand() ? each.subcommand() : null) {
            each.errors().forEach(error -> problems.add(error.getMessage()));
        }
        return problems;
    }

    private static int refuse(CommandLine line, List<String> problems) {
        String name = line.getCommandSpec().qualifiedName();
        if (problems.size() == 1) {
            line.getErr().println(name + ": " + problems.get(0));
        } else {
            line.getErr().println(name + ": " + problems.size() + " problems:");
            problems.forEach(problem -> line.getErr().println("  " + problem));
        }
        return ExitStatus.USAGE;
    }
}
