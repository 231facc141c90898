package io.jenkins.plugins.runpod.ui;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Run;
import io.jenkins.plugins.runpod.engine.TaskHandle;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jenkins.model.Jenkins;
import jenkins.model.TransientActionFactory;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** The page of a build that shows its pods. Request threads call it. */
@Restricted(NoExternalUse.class)
public final class PodsAction implements Action, StaplerProxy {
    /** One for all viewers. */
    private static final ShortLived<Shown> SHOWN = new ShortLived<>();

    private final Run<?, ?> run;

    private PodsAction(Run<?, ?> run) {
        this.run = run;
    }

    @Override
    public String getIconFileName() {
        return "symbol-cube";
    }

    @Override
    public String getDisplayName() {
        return Messages.PodsAction_displayName();
    }

    @Override
    public String getUrlName() {
        return "pods";
    }

    @Override
    public Object getTarget() {
        run.checkPermission(Item.READ);
        return this;
    }

    /** The build. */
    public Run<?, ?> getObject() {
        return run;
    }

    public boolean isCancellable() {
        return mayCancel();
    }

    /** The pods as JSON. */
    @Restricted(DoNotUse.class)
    public HttpResponse doTasks() {
        Shown shown = SHOWN.get(run.getExternalizableId(), this::shown);
        String root = Jenkins.get().getRootUrlFromRequest();
        return new JsonAnswer(new Answer(
                shown.reports().tasks().stream()
                        .map(report -> new Row(
                                report,
                                Optional.ofNullable(shown.logs().get(report.id()))
                                        .map(root::concat)))
                        .toList(),
                shown.reports().more(),
                shown.running()));
    }

    private Shown shown() {
        BuildTasks.Reports reports = new BuildTasks(run).reports(Instant.now());
        return new Shown(
                reports,
                StepLogs.of(run, reports.tasks().stream().map(TaskReport::id).toList()),
                run.isBuilding() || reports.tasks().stream().anyMatch(TaskReport::live));
    }

    /** The events of one task's pod as JSON, read from the cluster. */
    @RequirePOST
    @Restricted(DoNotUse.class)
    public HttpResponse doEvents(@QueryParameter(required = true) String task) {
        return new JsonAnswer(PodEvents.of(task, new BuildTasks(run).state(task).orElseThrow(HttpResponses::notFound)));
    }

    /** Cancels one task. */
    @RequirePOST
    @Restricted(DoNotUse.class)
    public HttpResponse doCancel(@QueryParameter(required = true) String task) {
        if (!mayCancel()) {
            run.checkPermission(Item.CANCEL);
        }
        if (!new BuildTasks(run).contains(task)) {
            throw HttpResponses.notFound();
        }
        TaskHandle handle = RunPodEngine.get()
                .find(task)
                .orElseThrow(() -> HttpResponses.errorWithoutStack(409, Messages.PodsAction_over()));
        handle.cancel(
                Messages.PodsAction_cancelledBy(Jenkins.getAuthentication2().getName()));
        return HttpResponses.ok();
    }

    private boolean mayCancel() {
        return run.hasPermission(Item.CANCEL) || Jenkins.get().hasPermission(Jenkins.ADMINISTER);
    }

    /** @param logs the addresses of the tasks' logs, relative to the context path */
    private record Shown(BuildTasks.Reports reports, Map<String, String> logs, boolean running) {}

    private record Row(TaskReport task, Optional<String> log) {}

    private record Answer(List<Row> rows, int more, boolean running) {}

    /** Adds the link to every build that has pods. */
    @Extension
    @Restricted(NoExternalUse.class)
    @SuppressWarnings("rawtypes") // the type's own parameter is not known here
    public static final class Factory extends TransientActionFactory<Run> {
        @Override
        public Class<Run> type() {
            return Run.class;
        }

        /** So that Jenkins does not ask here for actions of other plugins. */
        @Override
        public Class<? extends Action> actionType() {
            return PodsAction.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull Run target) {
            Run<?, ?> run = target;
            return new BuildTasks(run).exist() ? List.of(new PodsAction(run)) : List.of();
        }
    }
}
