package io.jenkins.plugins.runpod.config;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/** The check of a part of a Pod while a user types it, in the form of a cluster or of a folder. */
final class LayerCheck {
    private LayerCheck() {}

    /**
     * Whether the user may see the form.
     *
     * @param folder the folder of the form. Null for a form of the whole Jenkins
     */
    static boolean isAllowed(@CheckForNull Item folder) {
        return folder == null
                ? Jenkins.get().hasPermission(Jenkins.ADMINISTER)
                : folder.hasPermission(Item.CONFIGURE) || folder.hasPermission(Item.EXTENDED_READ);
    }

    static FormValidation of(List<String> problems) {
        return problems.isEmpty()
                ? FormValidation.ok()
                : FormValidation.errorWithMarkup(
                        problems.stream().map(Util::escape).collect(Collectors.joining("<br>")));
    }
}
