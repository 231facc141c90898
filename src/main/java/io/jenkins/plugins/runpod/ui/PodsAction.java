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
import java.util.Set;
import jenkins.model.Jenkins;
import jenkins.model.TransientActionFactory;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.interceptor.RequirePOST;

/** The page of a build that shows its pods. Request threads call it. */
@Restricted(NoExternalUse.class)
public final class PodsAction implements Action, StaplerProxy {
    /** One for all viewers. */
    private static final ShortLived<PodsMoment> MOMENTS = new ShortLived<>();

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

    /**
     * The pods as JSON, all of a few or a part of many. A value that is not valid is answered with 400 and a sentence. The parameter
     * {@code open} has the ids of tasks to show in full, with commas between them. Of a few pods all are.
     */
    @Restricted(DoNotUse.class)
    public HttpResponse doTasks(StaplerRequest2 request) {
        TaskQuery query = JsonAnswer.valid(() -> TaskQuery.ofBuild(request::getParameter));
        String open = request.getParameter("open");
        return new JsonAnswer(MOMENTS.get(run.getExternalizableId(), () -> new PodsMoment(run, Instant.now()))
                .answer(
                        query,
                        open == null ? Set.of() : Set.copyOf(List.of(open.split(","))),
                        Jenkins.get().getRootUrlFromRequest()));
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
