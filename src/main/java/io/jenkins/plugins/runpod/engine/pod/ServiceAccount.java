package io.jenkins.plugins.runpod.engine.pod;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A service account of a cluster. Pure. */
public record ServiceAccount(String namespace, String name) {
    /** The account of a pod that names none. Each namespace has one. */
    public static final String STANDARD = "default";
    /** The annotation of a pod with the account that a folder rule names for it. Users cannot set it. */
    public static final String NAMED_BY_RULE = PodLabels.PREFIX + "service-account";
    /** The reason of a create that is refused because the pod would run as the account of run-pod itself. */
    public static final String OWN_ACCOUNT = "OwnServiceAccount";

    /** The name of a service account's user, as in k8s.io/apiserver/pkg/authentication/serviceaccount. */
    private static final Pattern USER = Pattern.compile("system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)");

    /** The account with this user name. Empty for a user that is not a service account. */
    public static Optional<ServiceAccount> ofUser(String user) {
        Matcher parts = USER.matcher(user);
        return parts.matches() ? Optional.of(new ServiceAccount(parts.group(1), parts.group(2))) : Optional.empty();
    }

    /** The account of a pod. The older name of the field applies only if the newer one is absent. */
    public static ServiceAccount of(Pod pod) {
        PodSpec spec = pod.getSpec();
        String name = Stream.of(
                        Optional.ofNullable(spec.getServiceAccountName()),
                        Optional.ofNullable(spec.getServiceAccount()))
                .flatMap(Optional::stream)
                .filter(some -> !some.isEmpty())
                .findFirst()
                .orElse(STANDARD);
        return new ServiceAccount(pod.getMetadata().getNamespace(), name);
    }

    /** For readers. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
