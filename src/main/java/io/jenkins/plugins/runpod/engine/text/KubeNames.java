package io.jenkins.plugins.runpod.engine.text;

import java.util.regex.Pattern;

/**
 * Checks the syntax of names in Kubernetes. Stateless.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/names/">Object names</a>
 * @see <a href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/">Labels</a>
 */
public final class KubeNames {
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern LABEL_KEY =
            Pattern.compile("([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    private KubeNames() {}

    /** An RFC 1123 label: the name of a container or namespace. */
    public static boolean isDnsLabel(String text) {
        return DNS_LABEL.matcher(text).matches();
    }

    /** An RFC 1123 subdomain: the name of a pod, Secret or service account. */
    public static boolean isSubdomain(String text) {
        return text.length() <= 253 && SUBDOMAIN.matcher(text).matches();
    }

    /** The value of a label, which may be empty. */
    public static boolean isLabelValue(String text) {
        return LABEL_VALUE.matcher(text).matches();
    }

    /** The key of a label, with or without a prefix. */
    public static boolean isLabelKey(String text) {
        return LABEL_KEY.matcher(text).matches();
    }
}
