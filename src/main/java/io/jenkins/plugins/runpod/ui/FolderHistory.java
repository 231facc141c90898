package io.jenkins.plugins.runpod.ui;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.model.AbstractItem;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import java.util.Collection;
import java.util.List;
import jenkins.model.Jenkins;
import jenkins.model.TransientActionFactory;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.StaplerProxy;
import org.springframework.security.access.AccessDeniedException;

/** The history of the tasks of a folder, as far as its viewer may see their jobs. Request threads call it. */
@Restricted(NoExternalUse.class)
public final class FolderHistory extends HistoryPage implements Action, StaplerProxy {
    private final AbstractItem item;

    private FolderHistory(AbstractItem item) {
        this.item = item;
    }

    /** Null hides the link from users who may not see the page. */
    @CheckForNull
    @Override
    public String getIconFileName() {
        return item.hasPermission(Item.READ) ? "symbol-cube" : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.FolderHistory_displayName();
    }

    @Override
    public String getUrlName() {
        return "pod-history";
    }

    @Override
    public Object getTarget() {
        item.checkPermission(Item.READ);
        return this;
    }

    /** The folder. */
    public AbstractItem getItem() {
        return item;
    }

    @Override
    String folder() {
        return item.getFullName();
    }

    /** A job that is gone has nobody who may see it. */
    @Override
    boolean shows(String job) {
        try {
            return Jenkins.get().getItemByFullName(job, Job.class) != null;
        } catch (AccessDeniedException e) {
            return false;
        }
    }

    @Override
    String viewers() {
        return item.getFullName() + "\n" + Jenkins.getAuthentication2().getName();
    }

    /** Adds the link to every folder, if there is a cluster. */
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
            return FolderHistory.class;
        }

        @NonNull
        @Override
        public Collection<? extends Action> createFor(@NonNull AbstractItem target) {
            return target instanceof ItemGroup
                            && !RunPodGlobalConfiguration.get()
                                    .usableBy(target.getFullName())
                                    .isEmpty()
                    ? List.of(new FolderHistory(target))
                    : List.of();
        }
    }
}
