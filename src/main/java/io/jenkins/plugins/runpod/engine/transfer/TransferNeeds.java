package io.jenkins.plugins.runpod.engine.transfer;

import java.util.Optional;

/**
 * What a task asks of its pod for files.
 *
 * @param inputs whether files have to be there before the result container starts
 * @param outputs whether files are taken after its end
 * @param filesImage the image of the helper containers, or empty for that of the result container
 * @param sizeLimit of the volume, as Kubernetes writes quantities, or empty for none. It has to hold the working directory and the archive
 *     of the outputs
 */
public record TransferNeeds(boolean inputs, boolean outputs, Optional<String> filesImage, Optional<String> sizeLimit) {
    boolean any() {
        return inputs || outputs;
    }
}
