package io.jenkins.plugins.runpod.engine.transfer;

import java.util.List;

/**
 * What has arrived of the inputs.
 *
 * @param ready whether the inputs are in the working directory. Then no parts are left
 * @param parts the whole parts
 */
public record InputStatus(boolean ready, List<ArchivePart> parts) {
    public InputStatus {
        parts = List.copyOf(parts);
    }
}
