package io.jenkins.plugins.runpod.engine.lifecycle;

import java.util.Optional;

/** The mirrors of the images of one task. Pure. */
public interface Mirrors {
    /** The mirror of an image that comes from its own registry. Empty if it has none. */
    Optional<String> of(String image);

    /** The registry of an image. */
    String registry(String image);

    /** Whether an image comes from a mirror. */
    boolean gives(String image);

    /** The variant of the task's pod that is like another one, with its images from elsewhere. */
    PodVariant with(PodVariant variant, ImageSource source);
}
