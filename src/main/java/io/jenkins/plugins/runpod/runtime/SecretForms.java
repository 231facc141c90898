package io.jenkins.plugins.runpod.runtime;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** How other plugins expect a secret to be written in a log, besides the forms that run-pod knows. May call other plugins. */
@Restricted(NoExternalUse.class)
public interface SecretForms extends ExtensionPoint {
    /** The forms of one secret, among them perhaps the secret itself. */
    Collection<String> of(String secret);

    /** All forms of some secrets. A plugin that fails adds none. */
    static Set<String> all(List<String> secrets) {
        Set<String> forms = new LinkedHashSet<>();
        for (SecretForms plugin : ExtensionList.lookup(SecretForms.class)) {
            try {
                secrets.stream().filter(secret -> !secret.isBlank()).forEach(secret -> forms.addAll(plugin.of(secret)));
            } catch (RuntimeException | LinkageError e) {
                // Its message may quote the secret.
                Logger.getLogger(SecretForms.class.getName())
                        .log(Level.WARNING, "{0} cannot say in which forms secrets are masked: {1}", new Object[] {
                            plugin.getClass().getName(), e.getClass().getName()
                        });
            }
        }
        return forms;
    }
}
