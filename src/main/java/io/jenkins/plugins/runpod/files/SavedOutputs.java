package io.jenkins.plugins.runpod.files;

import com.thoughtworks.xstream.XStreamException;
import hudson.AbortException;
import io.jenkins.plugins.runpod.engine.TaskDefinition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The outputs of a task as they are saved with it: the XML of each, under a name of its own. So an output whose plugin was removed fails
 * by itself, when it should take its files, and the task and the other outputs go on.
 */
@Restricted(NoExternalUse.class)
public final class SavedOutputs {
    private static final Logger LOGGER = Logger.getLogger(SavedOutputs.class.getName());
    private static final String NAME = "output.";

    private SavedOutputs() {}

    /** A definition that holds the outputs too. */
    public static TaskDefinition with(TaskDefinition definition, List<PodOutput> outputs) {
        Map<String, String> caller = new TreeMap<>(definition.caller());
        for (int i = 0; i < outputs.size(); i++) {
            caller.put(NAME + i, Jenkins.XSTREAM2.toXML(outputs.get(i)));
        }
        return new TaskDefinition(definition.specification(), caller);
    }

    /** The outputs that the definition holds. */
    public static List<PodOutput> of(TaskDefinition definition) {
        List<PodOutput> outputs = new ArrayList<>();
        for (String xml = definition.caller().get(NAME + 0);
                xml != null;
                xml = definition.caller().get(NAME + outputs.size())) {
            outputs.add(read(
                    xml,
                    definition
                            .specification()
                            .files()
                            .outputs()
                            .get(outputs.size())
                            .name()));
        }
        return outputs;
    }

    private static PodOutput read(String xml, String name) {
        try {
            return (PodOutput) Jenkins.XSTREAM2.fromXML(xml);
        } catch (XStreamException | ClassCastException | LinkageError e) {
            LOGGER.log(Level.WARNING, e, () -> "Cannot read a saved output, " + name);
            return new Unreadable(name);
        }
    }

    /** Stands for an output that cannot be read. */
    private static final class Unreadable extends PodOutput {
        private static final long serialVersionUID = 1L;

        private final String name;

        Unreadable(String name) {
            this.name = name;
        }

        @Override
        public String includes() {
            return "";
        }

        @Override
        public boolean allowEmpty() {
            return true;
        }

        @Override
        public void take(FilesContext context, Path folder, List<String> paths) throws AbortException {
            throw new AbortException(
                    "No installed plugin has such an output any more. Its plugin was removed or changed"
                            + " while the task ran");
        }

        @Override
        public String toString() {
            return name;
        }
    }
}
