package io.jenkins.plugins.runpod.ui;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.AbstractItem;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.security.Permission;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.JobPresets;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.spec.AllowedNames;
import io.jenkins.plugins.runpod.engine.spec.PodRules;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.StaplerProxy;

/** The page of a job or folder that lists what {@code runPod} may use there. Request threads call it. */
@Restricted(NoExternalUse.class)
public final class PresetsAction implements Action, StaplerProxy {
    /** Users who write or run a job have to know what it can use. */
    private static final List<Permission> PERMISSIONS = List.of(Item.CONFIGURE, Item.EXTENDED_READ, Item.BUILD);

    private final AbstractItem item;

    private PresetsAction(AbstractItem item) {
        this.item = item;
    }

    /** Null hides the link from users who may not see the page. */
    @CheckForNull
    @Override
    public String getIconFileName() {
        return isVisible() ? "symbol-cube" : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.PresetsAction_displayName();
    }

    @Override
    public String getUrlName() {
        return "pod-presets";
    }

    /** A user who may not see the page does not learn that it is there. */
    @Override
    public Object getTarget() {
        if (!isVisible()) {
            throw HttpResponses.notFound();
        }
        return this;
    }

    private boolean isVisible() {
        return item.hasAnyPermission(PERMISSIONS.toArray(Permission[]::new));
    }

    /** The job or folder. */
    public AbstractItem getItem() {
        return item;
    }

    /** The clusters that the job may use, in the configured order. */
    public List<Usable> getClusters() {
        String job = item.getFullName();
        return RunPodGlobalConfiguration.get().usableBy(job).stream()
                .map(cluster -> new Usable(cluster, cluster.rules(job).orElseThrow(), new JobPresets(cluster, job)))
                .toList();
    }

    /** A cluster with what the job may use there. */
    public record Usable(ClusterConfiguration cluster, PodRules rules, JobPresets presets) {
        /** The namespace of pods that name none. */
        public String namespace() {
            return rules.namespace(cluster.defaultNamespace());
        }

        public String namespaces() {
            return text(rules.namespaces());
        }

        public String serviceAccounts() {
            return text(rules.serviceAccounts());
        }

        public String podSecurity() {
            return rules.security().id();
        }

        private static String text(AllowedNames names) {
            return names.listed()
                    .map(listed -> listed.isEmpty() ? Messages.PresetsAction_none() : String.join(", ", listed))
                    .orElseGet(Messages::PresetsAction_all);
        }
    }

    /** Adds the link to every job and folder, if there is a cluster. */
    @Extension
    @Restricted(NoExternalUse.class)
    public static final class Factory extends TransientActionFactory<AbstractItem> {
        @Override
        public Class<AbstractItem> type() {
            return AbstractItem.class;
        }

        /** So that Jenkins does not ask here for actions of other plugins. */
        @Override
        public Class<? extends Action> actionType() {
            return PresetsAction.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull AbstractItem target) {
            boolean used = target instanceof Job || target instanceof ItemGroup;
            return used
                            && !RunPodGlobalConfiguration.get()
                                    .usableBy(target.getFullName())
                                    .isEmpty()
                    ? List.of(new PresetsAction(target))
                    : List.of();
        }
    }
}
