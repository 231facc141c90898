package io.jenkins.plugins.runpod.ui;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.ManagementLink;
import hudson.model.Run;
import hudson.security.Permission;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.PodTask;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.engine.pod.TaskId;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import io.jenkins.plugins.runpod.runtime.TaskFiles;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** The administrators' page of all running tasks and their clusters. Request threads call it. */
@Extension
@Restricted(NoExternalUse.class)
public final class RunningTasksLink extends ManagementLink implements StaplerProxy {
    /** One for all viewers with the same address of Jenkins. */
    private static final ShortLived<Answer> SHOWN = new ShortLived<>();

    @Override
    public String getIconFileName() {
        return "symbol-cube";
    }

    @Override
    public String getDisplayName() {
        return Messages.RunningTasksLink_displayName();
    }

    @Override
    public String getDescription() {
        return Messages.RunningTasksLink_description();
    }

    @Override
    public String getUrlName() {
        return "run-pod";
    }

    @NonNull
    @Override
    public Permission getRequiredPermission() {
        return Jenkins.ADMINISTER;
    }

    @NonNull
    @Override
    public Category getCategory() {
        return Category.STATUS;
    }

    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return this;
    }

    /** Tasks and clusters as JSON. */
    @Restricted(DoNotUse.class)
    public HttpResponse doTasks() {
        String root = Jenkins.get().getRootUrlFromRequest();
        return new JsonAnswer(SHOWN.get(root, () -> shown(root)));
    }

    private static Answer shown(String root) {
        RunPodEngine engine = RunPodEngine.get();
        Instant now = Instant.now();
        Map<TaskId, String> clusters = engine.clusterNames();
        List<Row> rows = engine.tasks().stream()
                .map(handle -> row(handle, clusters.getOrDefault(handle.task().id(), ""), root, now))
                .sorted(Comparator.comparing(Row::build)
                        .thenComparing(row -> row.task().id()))
                .toList();
        return new Answer(
                rows,
                ClusterReports.of(RunPodGlobalConfiguration.get().names(), engine.clusters(), clusters.values()),
                true);
    }

    private static Row row(TaskHandle handle, String cluster, String root, Instant now) {
        Optional<Run<?, ?>> run = build(handle.task());
        return new Row(
                TaskReports.running(handle, now),
                cluster,
                run.map(Run::getFullDisplayName).orElse(""),
                run.map(found -> root + found.getUrl() + "pods/"));
    }

    private static Optional<Run<?, ?>> build(PodTask task) {
        try {
            return Optional.ofNullable(task.annotations().get(TaskFiles.BUILD_ANNOTATION))
                    .map(Run::fromExternalizableId);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Cancels one task. */
    @RequirePOST
    @Restricted(DoNotUse.class)
    public HttpResponse doCancel(@QueryParameter(required = true) String task) {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        RunPodEngine.get()
                .find(task)
                .orElseThrow(() -> HttpResponses.errorWithoutStack(409, Messages.PodsAction_over()))
                .cancel(Messages.PodsAction_cancelledBy(
                        Jenkins.getAuthentication2().getName()));
        return HttpResponses.ok();
    }

    private record Row(TaskReport task, String cluster, String build, Optional<String> page) {}

    private record Answer(List<Row> rows, List<ClusterReports.Report> clusters, boolean running) {}
}
