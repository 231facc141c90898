package io.jenkins.plugins.runpod.engine.text;

import java.util.regex.Pattern;

/**
 * The forms of names in Kubernetes.
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

    /** RFC 1123 label: container and namespace names. */
    public static boolean isDnsLabel(String text) {
        return DNS_LABEL.matcher(text).matches();
    }

    /** RFC 1123 subdomain: names of pods, Secrets, service accounts. */
    public static boolean isSubdomain(String text) {
        return text.length() <= 253 && SUBDOMAIN.matcher(text).matches();
    }

    /** A label's value; may be empty. */
    public static boolean isLabelValue(String text) {
        return LABEL_VALUE.matcher(text).matches();
    }

    /** A label's key with or without a prefix. */
    public static boolean isLabelKey(String text) {
        return LABEL_KEY.matcher(text).matches();
    }
}
