package io.jenkins.plugins.runpod.files;

import hudson.model.Descriptor;

/** Registers a {@link PodOutput}. */
public abstract class PodOutputDescriptor extends Descriptor<PodOutput> {
    /** Of the class that this one is nested in. */
    protected PodOutputDescriptor() {}

    /** Of any class. */
    protected PodOutputDescriptor(Class<? extends PodOutput> type) {
        super(type);
    }
}
