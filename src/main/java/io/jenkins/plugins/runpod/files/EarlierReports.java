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
 * Test reports of a step that its build already has. The junit plugin merges the reports of a build and saves the result. If the
 * controller was killed after that, the same reports come once more, and would count twice.
 */
final class EarlierReports {
    private final Run<?, ?> run;
    private final String node;

    EarlierReports(Run<?, ?> run, FlowNode step) {
        this.run = run;
        this.node = step.getId();
    }

    /** The number of failed tests in these files, if the build has them. */
    Optional<Integer> failures(Path folder, List<String> paths) {
        TestResultAction action = run.getAction(TestResultAction.class);
        if (action == null) {
            return Optional.empty();
        }
        TestResult result = action.getResult();
        Set<Path> files =
                paths.stream().map(path -> folder.getFileName().resolve(path)).collect(Collectors.toSet());
        List<SuiteResult> suites = result.getSuites().stream()
                .filter(suite -> node.equals(suite.getNodeId()) && suite.getFile() != null)
                .filter(suite -> files.stream().anyMatch(Path.of(suite.getFile())::endsWith))
                .toList();
        if (suites.isEmpty()) {
            return Optional.empty();
        }
        // The reports are saved before the numbers of the action are.
        action.setResult(result, TaskListener.NULL);
        return Optional.of((int) suites.stream()
                .flatMap(suite -> suite.getCases().stream())
                .filter(CaseResult::isFailed)
                .count());
    }
}
