package io.jenkins.plugins.runpod.housekeeping;

import hudson.Extension;
import hudson.model.Item;
import hudson.model.listeners.ItemListener;

/** A job that is deleted says nothing of its builds. Called by any thread; returns at once. */
@Extension
public final class JobDeletion extends ItemListener {
    @Override
    public void onDeleted(Item item) {
        GarbageCollection.get().collectSoon();
    }
}
