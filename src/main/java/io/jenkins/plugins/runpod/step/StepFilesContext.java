package io.jenkins.plugins.runpod.step;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.remoting.Channel;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.engine.archive.ArchiveLimits;
import io.jenkins.plugins.runpod.engine.exchange.FileExchange;
import io.jenkins.plugins.runpod.engine.transfer.FilePlan;
import io.jenkins.plugins.runpod.files.AgentAway;
import io.jenkins.plugins.runpod.files.FilesContext;
import io.jenkins.plugins.runpod.files.MaskedWords;
import io.jenkins.plugins.runpod.files.PodOutput;
import io.jenkins.plugins.runpod.files.TaskExchange;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** What is around a step whose files are moved. Safe for use by many threads, which may block. */
final class StepFilesContext implements FilesContext {
    private final StepContext context;
    private final ArchiveLimits limits;
    private final boolean hasWorkspace;
    private final MaskedWords words;
    private final Run<?, ?> run;

    private volatile FilePath workspace;

    /** @param hasWorkspace whether the step had a workspace when it started */
    StepFilesContext(StepContext context, ArchiveLimits limits, boolean hasWorkspace, MaskedWords words)
            throws IOException, InterruptedException {
        this.context = context;
        this.limits = limits;
        this.hasWorkspace = hasWorkspace;
        this.words = words;
        this.run = context.get(Run.class);
    }

    /** The exchange of a task, which begins or goes on. */
    static FileExchange exchange(StepContext context, String task, BegunStep begun, ClusterConfiguration cluster)
            throws IOException, InterruptedException {
        FilePlan plan = begun.specification().files();
        if (!plan.any()) {
            return FileExchange.none();
        }
        List<PodOutput> outputs = begun.outputs();
        boolean workspace = outputs.stream().anyMatch(PodOutput::needsWorkspace);
        return new TaskExchange(
                new StepFilesContext(context, plan.limits(), workspace, words(context, begun)),
                task,
                cluster.getName(),
                outputs);
    }

    private static MaskedWords words(StepContext context, BegunStep begun) throws IOException, InterruptedException {
        return MaskedWords.of(begun.specification(), StepSecrets.of(context, begun.specification()));
    }

    @Override
    public Run<?, ?> run() {
        return run;
    }

    @Override
    public TaskListener listener() throws IOException, InterruptedException {
        return context.get(TaskListener.class);
    }

    @Override
    public EnvVars environment() throws IOException, InterruptedException {
        EnvVars around = isAway() ? null : context.get(EnvVars.class);
        return around == null ? run.getEnvironment(listener()) : around;
    }

    @Override
    public Optional<FlowNode> node() throws IOException, InterruptedException {
        return Optional.ofNullable(context.get(FlowNode.class));
    }

    @Override
    public <T> Optional<T> around(Class<T> type) throws IOException, InterruptedException {
        return Optional.ofNullable(context.get(type));
    }

    /** It waits too while the {@code node} around the step has not resumed yet. */
    @Override
    public FilePath workspace() throws IOException, InterruptedException {
        if (isAway()) { // asked first, because a context may write a line about an agent that is away whenever it is
            // asked
            throw new AgentAway(away());
        }
        FilePath found;
        try {
            found = context.get(FilePath.class);
        } catch (IOException e) {
            throw new AgentAway(away(), e);
        }
        if (found == null) {
            throw hasWorkspace
                    ? new AgentAway(away())
                    : new AbortException("The step has no workspace. Put the step into node { }");
        }
        workspace = found;
        return found;
    }

    private boolean isAway() throws IOException, InterruptedException {
        Node node = context.get(Node.class);
        Computer computer = node == null ? null : node.toComputer();
        return node != null && (computer == null || computer.getChannel() == null);
    }

    /** Whether the connection to the workspace that was used last is lost. */
    boolean isLost() {
        FilePath last = workspace;
        return last != null && last.getChannel() instanceof Channel channel && channel.isClosingOrClosed();
    }

    /** A sentence without a full stop. */
    String away() throws IOException, InterruptedException {
        Node node = context.get(Node.class);
        return node == null
                ? "The agent of the workspace is away"
                : "Agent " + node.getDisplayName() + " of the workspace is away";
    }

    /** Inside a sentence. */
    String agent() throws IOException, InterruptedException {
        Node node = context.get(Node.class);
        return node == null ? "the agent of the workspace" : "agent " + node.getDisplayName();
    }

    @Override
    public String masked(String text) throws InterruptedException {
        return words.masked(text);
    }

    @Override
    public long mostBytes() {
        return limits.bytes();
    }

    @Override
    public int mostFiles() {
        return limits.files();
    }
}
