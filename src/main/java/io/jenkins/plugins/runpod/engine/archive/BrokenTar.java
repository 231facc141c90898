package io.jenkins.plugins.runpod.engine.archive;

import java.io.IOException;

/** A tar file cannot be read beyond this point. The message is what is there. */
final class BrokenTar extends IOException {
    private static final long serialVersionUID = 1;

    BrokenTar(String found) {
        super(found);
    }
}
