package io.jenkins.plugins.runpod.files;

import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.junit.CaseResult;
import hudson.tasks.junit.TestResult;
import hudson.tasks.junit.TestResultAction;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/**
 * Test reports of a step that its build already has, because two outputs select them, or because the controller was killed after the
 * junit plugin had merged and saved them. They would count twice.
 *
 * <p>The build does not tell which reports it has. The junit plugin makes one suite of all that have one name, with the path of the first.
 * So a file beside the outputs notes each report that is about to be published. It also notes how many tests of the step the build has
 * before. A build that has more tests later has these reports. Immutable, except for the file.
 *
 * @param notes the file
 * @param length its length in bytes
 * @param tests how many tests of the step the build has
 * @param failures how many tests of the earlier reports have failed
 * @param others the paths of the reports that the build does not have
 * @param any whether it has one of them
 */
record EarlierReports(Path notes, long length, int tests, int failures, List<String> others, boolean any) {

    /** Looks for the reports with these paths below the folder. */
    static EarlierReports of(Run<?, ?> run, Optional<FlowNode> step, Path folder, List<String> paths)
            throws IOException {
        Path notes = folder.resolveSibling(folder.getFileName() + ".reports");
        long length = Files.exists(notes) ? Files.size(notes) : 0;
        int tests = tests(run, step);
        Set<String> known = known(notes, tests);
        List<String> mine = paths.stream().filter(known::contains).toList();
        List<String> others =
                paths.stream().filter(path -> !known.contains(path)).toList();
        if (!mine.isEmpty()) {
            saveNumbers(run);
        }
        return new EarlierReports(notes, length, tests, failures(folder, mine), others, !mine.isEmpty());
    }

    private static int tests(Run<?, ?> run, Optional<FlowNode> step) {
        return cases(run, step).size();
    }

    /** How many tests of the step have failed, in all reports of it that the build has. */
    static int failed(Run<?, ?> run, Optional<FlowNode> step) {
        return failed(cases(run, step).stream());
    }

    private static int failed(Stream<CaseResult> cases) {
        return (int) cases.filter(CaseResult::isFailed).count();
    }

    /** The junit plugin changes its list of suites under the lock of the build. */
    private static List<CaseResult> cases(Run<?, ?> run, Optional<FlowNode> step) {
        String node = step.map(FlowNode::getId).orElse(null);
        synchronized (run) {
            TestResultAction action = run.getAction(TestResultAction.class);
            return action == null
                    ? List.of()
                    : action.getResult().getSuites().stream()
                            .filter(suite -> node == null || node.equals(suite.getNodeId()))
                            .flatMap(suite -> suite.getCases().stream())
                            .toList();
        }
    }

    /** The reports are saved before the numbers of the action are. */
    private static void saveNumbers(Run<?, ?> run) {
        synchronized (run) {
            TestResultAction action = run.getAction(TestResultAction.class);
            action.setResult(action.getResult(), TaskListener.NULL);
        }
    }

    private static Set<String> known(Path notes, int tests) throws IOException {
        Set<String> known = new HashSet<>();
        if (Files.exists(notes)) {
            for (String line : Files.readAllLines(notes)) {
                int space = line.indexOf(' ');
                if (space > 0 && Integer.parseInt(line.substring(0, space)) < tests) {
                    known.add(line.substring(space + 1));
                }
            }
        }
        return known;
    }

    private static int failures(Path folder, List<String> paths) throws IOException {
        int failures = 0;
        TestResult reports = new TestResult();
        for (String path : paths) {
            Path report = folder.resolve(path);
            if (Files.size(report) == 0) {
                failures++; // to the junit plugin it is a failed test
            } else {
                reports.parse(report.toFile(), null);
            }
        }
        return failures + failed(reports.getSuites().stream().flatMap(suite -> suite.getCases().stream()));
    }

    /** Whether nothing is to be published. */
    boolean areAll() {
        return any && others.isEmpty();
    }

    /** Call it before the others are published. A line of a killed process may have no end. */
    void noteOthers() throws IOException {
        String lines = others.stream().map(path -> "\n" + tests + " " + path).collect(Collectors.joining());
        Files.writeString(notes, lines + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** Call it if publishing the others failed. Otherwise tests that another output publishes next would be taken for theirs. */
    void withdrawOthers(Run<?, ?> run, Optional<FlowNode> step) throws IOException {
        if (tests(run, step) == tests && Files.exists(notes)) {
            try (FileChannel file = FileChannel.open(notes, StandardOpenOption.WRITE)) {
                file.truncate(length);
            }
        }
    }

    /** An Ant pattern for the reports that the build does not have. Empty if it has none of them, so that the user's pattern will do. */
    Optional<String> patternOfOthers() {
        return any
                ? Optional.of(others.stream()
                        .map(path -> path.replaceAll("[, ]", "?"))
                        .collect(Collectors.joining(",")))
                : Optional.empty();
    }
}
