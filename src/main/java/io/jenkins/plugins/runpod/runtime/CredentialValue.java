package io.jenkins.plugins.runpod.runtime;

import java.util.List;
import java.util.Optional;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * What a container can get of some credentials. Do not keep it.
 *
 * @param text as the value of a variable
 * @param user the user name beside that
 * @param password the password beside that
 * @param file the content of a file
 * @param hidden the texts that are masked besides those of the file
 */
@Restricted(NoExternalUse.class)
public record CredentialValue(
        Optional<String> text, Optional<String> user, Optional<String> password, byte[] file, List<String> hidden) {
    /** Shows nothing. */
    @Override
    public String toString() {
        return "credentials";
    }
}
