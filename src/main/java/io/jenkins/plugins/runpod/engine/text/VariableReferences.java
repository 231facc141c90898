package io.jenkins.plugins.runpod.engine.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts in which Kubernetes would replace {@code $(NAME)}: commands, arguments and values of variables. Stateless.
 *
 * @see <a href="https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/">Interdependent variables</a>
 */
public final class VariableReferences {
    private static final Pattern REPLACED = Pattern.compile("\\$\\$+|\\$(?=\\()");

    private VariableReferences() {}

    /**
     * The text for a pod's specification from which a container gets this text. Kubernetes replaces {@code $(NAME)} by a variable of
     * the container and {@code $$} by {@code $}.
     */
    public static String escaped(String text) {
        return REPLACED.matcher(text)
                .replaceAll(dollars -> Matcher.quoteReplacement(dollars.group().repeat(2)));
    }
}
