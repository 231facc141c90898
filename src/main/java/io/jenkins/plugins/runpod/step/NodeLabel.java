package io.jenkins.plugins.runpod.step;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jenkinsci.plugins.workflow.actions.ArgumentsAction;
import org.jenkinsci.plugins.workflow.actions.LabelAction;
import org.jenkinsci.plugins.workflow.graph.FlowNode;

/**
 * The label of a step's node, which views of Pipelines show instead of the step's name. A step without a wait has none. It names its
 * moment, because some views show it for longer. Each change writes the file of the node.
 */
final class NodeLabel implements Consumer<Optional<String>> {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("HH:mm 'UTC'").withZone(ZoneOffset.UTC);
    private static final Logger LOGGER = Logger.getLogger(NodeLabel.class.getName());

    private final FlowNode node;

    NodeLabel(FlowNode node) {
        this.node = node;
    }

    /** A label that cannot be changed fails nothing else. */
    @Override
    public void accept(Optional<String> wait) {
        try {
            wait.ifPresentOrElse(this::show, this::remove);
        } catch (RuntimeException | LinkageError e) { // of a storage of another plugin
            LOGGER.log(Level.WARNING, e, () -> "Cannot change the label of step " + node.getId());
        }
    }

    private void show(String wait) {
        node.addOrReplaceAction(new LabelAction(name() + ", " + MOMENT.format(Instant.now()) + ": " + wait));
    }

    private void remove() {
        if (node.getPersistentAction(LabelAction.class) != null) {
            node.removeActions(LabelAction.class);
        }
    }

    /** What views show beside the name of a step without a label. */
    private String name() {
        return Optional.ofNullable(ArgumentsAction.getStepArgumentsAsString(node))
                .orElse("runPod");
    }
}
