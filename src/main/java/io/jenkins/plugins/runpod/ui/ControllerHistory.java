package io.jenkins.plugins.runpod.ui;

import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.kohsuke.stapler.StaplerProxy;

/** The history of all tasks, for administrators. Request threads call it. */
@Restricted(NoExternalUse.class)
public final class ControllerHistory extends HistoryPage implements StaplerProxy {
    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return this;
    }

    public String getDisplayName() {
        return Messages.ControllerHistory_displayName();
    }

    public String getDescription() {
        return Messages.ControllerHistory_description();
    }

    @Override
    String folder() {
        return "";
    }

    @Override
    boolean shows(String job) {
        return true;
    }

    @Override
    String viewers() {
        return "";
    }
}
