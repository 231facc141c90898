package io.jenkins.plugins.runpod.ui;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.ManagementLink;
import hudson.model.Run;
import hudson.security.Permission;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** The administrators' page of all running tasks and their clusters. Request threads call it. */
@Extension
@Restricted(NoExternalUse.class)
public final class RunningTasksLink extends ManagementLink implements StaplerProxy {
    private static final int MOST_GROUPS = 60;

    /** One for all viewers. */
    private static final ShortLived<Moment> MOMENTS = new ShortLived<>();

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

    /** The page of the tasks that have ended. */
    public ControllerHistory getHistory() {
        return new ControllerHistory();
    }

    /** Tasks, their groups and the clusters as JSON. A value that is not valid is answered with 400 and a sentence. */
    @Restricted(DoNotUse.class)
    public HttpResponse doTasks(StaplerRequest2 request) {
        TaskQuery query = JsonAnswer.valid(() -> TaskQuery.ofAll(request::getParameter));
        String root = Jenkins.get().getRootUrlFromRequest();
        Moment moment = MOMENTS.get("", RunningTasksLink::moment);
        return new JsonAnswer(moment.answers().get(root + query, () -> answer(moment, query, root)));
    }

    private static Moment moment() {
        RunPodEngine engine = RunPodEngine.get();
        RunningTasks tasks = RunningTasks.of(engine.tasks(), engine.clusterNames(), Instant.now());
        return new Moment(
                tasks,
                ClusterReports.of(RunPodGlobalConfiguration.get().names(), engine.clusters(), tasks.clusters()),
                new ShortLived<>());
    }

    private static Answer answer(Moment moment, TaskQuery query, String root) {
        RunningTasks tasks = moment.tasks();
        TaskSelection selection = tasks.select(query);
        List<GroupReport> groups = selection.groups(MOST_GROUPS, query.group()).stream()
                .map(group -> GroupReport.of(group, query.grouping(), tasks.now()))
                .toList();
        return new Answer(
                tasks.size(),
                selection.matching(),
                selection.selected(),
                query.offset(),
                query.limit(),
                groups,
                selection.groups().size() - groups.size(),
                selection.rows().stream()
                        .map(task -> row(task, tasks.report(task), root))
                        .toList(),
                moment.clusters(),
                true);
    }

    private static Row row(TaskSummary task, TaskReport report, String root) {
        Optional<Run<?, ?>> run = build(task.build());
        return new Row(
                report,
                task.cluster(),
                run.map(Run::getFullDisplayName).orElse(""),
                run.map(found -> root + found.getUrl() + "pods/"));
    }

    /** The build with this id, if it is there and the viewer may see it. */
    static Optional<Run<?, ?>> build(String id) {
        try {
            return Optional.ofNullable(Run.fromExternalizableId(id));
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

    /** @param answers shared by the viewers who ask the same at the same address of Jenkins */
    private record Moment(RunningTasks tasks, List<ClusterReports.Report> clusters, ShortLived<Answer> answers) {}

    /**
     * @param total the number of all tasks
     * @param matching the number of those that are looked for, in all groups
     * @param selected the number of those in the group that was asked for
     * @param moreGroups the number of groups that are left out
     */
    private record Answer(
            int total,
            int matching,
            int selected,
            int offset,
            int limit,
            List<GroupReport> groups,
            int moreGroups,
            List<Row> rows,
            List<ClusterReports.Report> clusters,
            boolean running) {}
}
