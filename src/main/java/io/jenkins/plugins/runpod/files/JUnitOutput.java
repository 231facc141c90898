package io.jenkins.plugins.runpod.files;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Result;
import hudson.tasks.junit.JUnitResultArchiver;
import hudson.tasks.junit.pipeline.JUnitResultsStepExecution;
import hudson.tasks.test.PipelineTestDetails;
import io.jenkins.plugins.checks.steps.ChecksInfo;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Logger;
import org.dom4j.DocumentException;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.actions.WarningAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Test reports, published as the {@code junit} step does. Failed tests make the build unstable. */
public final class JUnitOutput extends PodOutput {
    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = Logger.getLogger(JUnitOutput.class.getName());

    private final String testResults;
    private boolean allowEmptyResults;
    private boolean keepLongStdio;
    private boolean keepProperties;
    private boolean keepTestNames;
    private boolean skipPublishingChecks;
    private boolean skipMarkingBuildUnstable;
    private String checksName;

    @DataBoundConstructor
    public JUnitOutput(String testResults) {
        this.testResults = Util.fixNull(testResults).strip();
    }

    public String getTestResults() {
        return testResults;
    }

    public boolean isAllowEmptyResults() {
        return allowEmptyResults;
    }

    @DataBoundSetter
    public void setAllowEmptyResults(boolean allowEmptyResults) {
        this.allowEmptyResults = allowEmptyResults;
    }

    public boolean isKeepLongStdio() {
        return keepLongStdio;
    }

    @DataBoundSetter
    public void setKeepLongStdio(boolean keepLongStdio) {
        this.keepLongStdio = keepLongStdio;
    }

    public boolean isKeepProperties() {
        return keepProperties;
    }

    @DataBoundSetter
    public void setKeepProperties(boolean keepProperties) {
        this.keepProperties = keepProperties;
    }

    public boolean isKeepTestNames() {
        return keepTestNames;
    }

    @DataBoundSetter
    public void setKeepTestNames(boolean keepTestNames) {
        this.keepTestNames = keepTestNames;
    }

    public boolean isSkipPublishingChecks() {
        return skipPublishingChecks;
    }

    @DataBoundSetter
    public void setSkipPublishingChecks(boolean skipPublishingChecks) {
        this.skipPublishingChecks = skipPublishingChecks;
    }

    public boolean isSkipMarkingBuildUnstable() {
        return skipMarkingBuildUnstable;
    }

    @DataBoundSetter
    public void setSkipMarkingBuildUnstable(boolean skipMarkingBuildUnstable) {
        this.skipMarkingBuildUnstable = skipMarkingBuildUnstable;
    }

    @CheckForNull
    public String getChecksName() {
        return checksName;
    }

    @DataBoundSetter
    public void setChecksName(String checksName) {
        this.checksName = Util.fixEmptyAndTrim(checksName);
    }

    @Override
    public String includes() {
        return testResults;
    }

    @Override
    public boolean allowEmpty() {
        return allowEmptyResults;
    }

    @Override
    public Optional<String> problem() {
        return Words.problemOfPatterns(testResults);
    }

    @Override
    public void take(FilesContext context, Path folder, List<String> paths) throws IOException, InterruptedException {
        Optional<FlowNode> node = context.node();
        EarlierReports earlier = EarlierReports.of(context.run(), node, folder, paths);
        int failures = earlier.failures() + (earlier.areAll() ? 0 : publish(context, folder, node, earlier));
        if (failures > 0) {
            int all = EarlierReports.failed(context.run(), node);
            node.ifPresent(step -> step.addOrReplaceAction(new WarningAction(Result.UNSTABLE)
                    .withMessage(all + (all == 1 ? " test failed" : " tests failed"))));
            if (!skipMarkingBuildUnstable) {
                context.run().setResult(Result.UNSTABLE);
            }
        }
    }

    /** @return how many tests have failed */
    private int publish(FilesContext context, Path folder, Optional<FlowNode> node, EarlierReports earlier)
            throws IOException, InterruptedException {
        try {
            earlier.noteOthers();
            return JUnitResultArchiver.parseAndSummarize(
                            archiver(context, earlier),
                            node.map(JUnitOutput::details).orElse(null),
                            context.run(),
                            new FilePath(folder.toFile()),
                            context.launcher(),
                            context.listener())
                    .getFailCount();
        } catch (IOException e) {
            earlier.withdrawOthers(context.run(), node);
            throw isNoReport(e) ? refusal(e, folder) : e;
        }
    }

    /** The junit plugin could read the file, but not as a report. Another try would not help. */
    private static boolean isNoReport(IOException e) {
        return e.getCause() instanceof DocumentException || e.getCause() instanceof RuntimeException;
    }

    private static AbortException refusal(IOException e, Path folder) {
        String words = String.valueOf(e.getMessage()).replace(folder + File.separator, "");
        return new AbortException(String.join(". ", words.lines().toList()));
    }

    /** It replaces variables of the build in the pattern. These files were chosen without that. */
    private JUnitResultArchiver archiver(FilesContext context, EarlierReports earlier)
            throws IOException, InterruptedException {
        String pattern = earlier.patternOfOthers().orElse(testResults);
        JUnitResultArchiver archiver = new JUnitResultArchiver(pattern.replace("$", "$$"));
        archiver.setAllowEmptyResults(allowEmptyResults);
        archiver.setKeepLongStdio(keepLongStdio);
        archiver.setKeepProperties(keepProperties);
        archiver.setKeepTestNames(keepTestNames);
        archiver.setSkipPublishingChecks(skipPublishingChecks);
        archiver.setChecksName(
                checksName == null
                        ? context.around(ChecksInfo.class)
                                .map(ChecksInfo::getName)
                                .orElse(null)
                        : checksName);
        return archiver;
    }

    private static PipelineTestDetails details(FlowNode step) {
        List<FlowNode> blocks = JUnitResultsStepExecution.getEnclosingStagesAndParallels(step);
        PipelineTestDetails details = new PipelineTestDetails();
        details.setNodeId(step.getId());
        details.setEnclosingBlocks(JUnitResultsStepExecution.getEnclosingBlockIds(blocks));
        details.setEnclosingBlockNames(JUnitResultsStepExecution.getEnclosingBlockNames(blocks));
        return details;
    }

    /** Registers it where the junit plugin is installed. */
    @Extension(optional = true)
    @Symbol("toJUnit")
    public static final class DescriptorImpl extends PodOutputDescriptor {
        /** Jenkins leaves it out if this throws, because the junit plugin is not there. */
        public DescriptorImpl() {
            super(JUnitOutput.class);
            load(JUnitResultArchiver.class);
        }

        private static void load(Class<?> needed) {
            LOGGER.finer(() -> "Test reports are published by " + needed);
        }

        @NonNull
        @Override
        public String getDisplayName() {
            return Messages.JUnitOutput_displayName();
        }
    }
}
