package io.jenkins.plugins.runpod.housekeeping;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.runpod.config.ControllerIdentity;
import java.io.IOException;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * Warns administrators that the identity of this controller cannot be read, and offers what to do. Request threads call
 * it.
 */
@Extension
public final class UnknownIdentityMonitor extends AdministrativeMonitor {
    @Override
    public String getDisplayName() {
        return Messages.UnknownIdentityMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return ControllerIdentity.get().known().isEmpty();
    }

    /** Why it is unknown. */
    @Restricted(DoNotUse.class) // for the view
    public String getProblem() {
        return ControllerIdentity.get().problem();
    }

    /** The old identity is lost. Does nothing if it can be read again. */
    @RequirePOST
    @Restricted(DoNotUse.class) // for the view
    public HttpResponse doNewIdentity() throws IOException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        if (isActivated()) {
            ControllerIdentity.get().renew();
        }
        return HttpResponses.redirectViaContextPath("/manage");
    }
}
