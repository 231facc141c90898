package io.jenkins.plugins.runpod.files;

import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.junit.CaseResult;
import hudson.tasks.junit.SuiteResult;
import hudson.tasks.junit.TestResult;
import hudson.tasks.junit.TestResultAction;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/**
 * Test reports of a step that its build already has, because two outputs select them, or because the controller was killed after the
 * junit plugin had merged and saved them. They would count twice. Immutable.
 *
 * @param failures how many of their tests have failed
 * @param others the paths of the reports that the build does not have
 * @param any whether it has one of them
 */
record EarlierReports(int failures, List<String> others, boolean any) {

    /** Looks for the reports with these paths. The junit plugin changes its list of suites under the lock of the build. */
    static EarlierReports of(Run<?, ?> run, Optional<FlowNode> step, Path folder, List<String> paths) {
        synchronized (run) {
            TestResultAction action = run.getAction(TestResultAction.class);
            if (action == null || step.isEmpty()) {
                return new EarlierReports(0, paths, false);
            }
            TestResult result = action.getResult();
            List<SuiteResult> ofStep = result.getSuites().stream()
                    .filter(suite -> step.get().getId().equals(suite.getNodeId()) && suite.getFile() != null)
                    .toList();
            Set<Path> known =
                    ofStep.stream().map(suite -> Path.of(suite.getFile())).collect(Collectors.toSet());
            List<String> others =
                    paths.stream().filter(path -> !isIn(known, folder, path)).toList();
            if (others.size() == paths.size()) {
                return new EarlierReports(0, paths, false);
            }
            Set<Path> mine = paths.stream().map(path -> report(folder, path)).collect(Collectors.toSet());
            // The reports are saved before the numbers of the action are.
            action.setResult(result, TaskListener.NULL);
            int failures = (int) ofStep.stream()
                    .filter(suite -> mine.stream().anyMatch(Path.of(suite.getFile())::endsWith))
                    .flatMap(suite -> suite.getCases().stream())
                    .filter(CaseResult::isFailed)
                    .count();
            return new EarlierReports(failures, others, true);
        }
    }

    private static boolean isIn(Set<Path> files, Path folder, String path) {
        Path report = report(folder, path);
        return files.stream().anyMatch(file -> file.endsWith(report));
    }

    /** The end of the path of a report, which stays when the folder of the build moves. */
    private static Path report(Path folder, String path) {
        return Path.of(String.valueOf(folder.getFileName()), path);
    }

    /** Whether nothing is to be published. */
    boolean areAll() {
        return any && others.isEmpty();
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
