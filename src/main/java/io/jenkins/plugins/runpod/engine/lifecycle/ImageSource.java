package io.jenkins.plugins.runpod.engine.lifecycle;

/** From where the pods of a task pull the images that have a mirror. Each arrow is passed once: OWN → MIRROR → OWN_AGAIN. */
public enum ImageSource {
    /** From their own registries. */
    OWN,
    /** From the mirrors, because a registry limits pulls. */
    MIRROR,
    /** From their own registries for good, because a mirror did not give an image. */
    OWN_AGAIN
}
