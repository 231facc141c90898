package io.jenkins.plugins.runpod.housekeeping;

import hudson.Extension;
import hudson.model.AdministrativeMonitor;
import io.jenkins.plugins.runpod.config.ControllerIdentity;
import io.jenkins.plugins.runpod.engine.tenancy.Tenancy;
import io.jenkins.plugins.runpod.runtime.RunPodEngine;
import java.io.IOException;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.DoNotUse;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.interceptor.RequirePOST;

/**
 * Warns administrators about another controller with the same identity that holds leases, and offers what to do.
 * Request threads call it.
 */
@Extension
public final class SameIdentityMonitor extends AdministrativeMonitor {
    @Override
    public String getDisplayName() {
        return Messages.SameIdentityMonitor_displayName();
    }

    @Override
    public boolean isActivated() {
        return !contested().isEmpty();
    }

    /** One line for each namespace with the holder of its lease. */
    @Restricted(DoNotUse.class) // for the view
    public List<String> getNamespaces() {
        return contested().stream()
                .map(tenancy -> Messages.SameIdentityMonitor_namespace(
                        tenancy.where(), tenancy.other().orElse("")))
                .toList();
    }

    private static List<Tenancy> contested() {
        return RunPodEngine.get().contested();
    }

    /** This Jenkins is the copy and gets a new identity. */
    @RequirePOST
    @Restricted(DoNotUse.class) // for the view
    public HttpResponse doNewIdentity() throws IOException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ControllerIdentity.get().renew();
        return HttpResponses.redirectViaContextPath("/manage");
    }

    /** The other controller is gone or should yield, so this controller takes its leases. */
    @RequirePOST
    @Restricted(DoNotUse.class) // for the view
    public HttpResponse doTakeOver() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        contested().forEach(Tenancy::takeOver);
        return HttpResponses.redirectViaContextPath("/manage");
    }
}
