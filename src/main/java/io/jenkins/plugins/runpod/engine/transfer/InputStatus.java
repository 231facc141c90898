package io.jenkins.plugins.runpod.engine.transfer;

import java.util.Set;

/**
 * What has arrived of the inputs.
 *
 * @param ready whether the inputs are in the working directory. Then no parts are left
 * @param parts the whole parts
 */
public record InputStatus(boolean ready, Set<ArchivePart> parts) {
    public InputStatus {
        parts = Set.copyOf(parts);
    }
}
