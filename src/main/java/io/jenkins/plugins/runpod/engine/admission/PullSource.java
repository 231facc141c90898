package io.jenkins.plugins.runpod.engine.admission;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.jenkins.plugins.runpod.engine.spec.ImageReference;
import io.jenkins.plugins.runpod.engine.spec.TaskSpecification;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From where a pod of one cluster pulls an image, and with which credentials. Pure.
 *
 * @param registry the host of the registry
 */
record PullSource(String registry, Credentials credentials) {
    private static final String DEFAULT_ACCOUNT = "default";

    /**
     * What a task says about the credentials of its pulls. Only names are known, not what the Secrets contain. A pod that
     * names no Secret and no service account pulls like all such pods of its cluster. An administrator may have added
     * Secrets to the default service account of its namespace, which is not known here.
     *
     * @param namespace of the Secrets and the service account, or empty without them
     * @param secrets the names of the pull Secrets
     * @param account the service account, which may bring further pull Secrets, or empty for the default one
     */
    record Credentials(String namespace, Set<String> secrets, String account) {
        static Credentials of(TaskSpecification specification) {
            return of(specification.template().getSpec(), specification.namespace());
        }

        private static Credentials of(PodSpec spec, String namespace) {
            Set<String> secrets = present(spec.getImagePullSecrets())
                    .map(LocalObjectReference::getName)
                    .filter(name -> name != null && !name.isBlank())
                    .collect(Collectors.toCollection(TreeSet::new));
            String account = Stream.of(spec.getServiceAccountName(), spec.getServiceAccount())
                    .filter(name -> name != null && !name.isBlank())
                    .findFirst()
                    .filter(name -> !name.equals(DEFAULT_ACCOUNT))
                    .orElse("");
            return new Credentials(secrets.isEmpty() && account.isEmpty() ? "" : namespace, secrets, account);
        }

        PullSource at(String image) {
            return new PullSource(host(image), this);
        }
    }

    /** All that a task pulls from. */
    static Set<PullSource> of(TaskSpecification specification) {
        PodSpec spec = specification.template().getSpec();
        Credentials credentials = Credentials.of(spec, specification.namespace());
        return Stream.of(spec.getContainers(), spec.getInitContainers())
                .flatMap(PullSource::present)
                .map(Container::getImage)
                .map(credentials::at)
                .collect(Collectors.toSet());
    }

    private static <T> Stream<T> present(List<T> list) {
        return Stream.ofNullable(list).flatMap(Collection::stream).filter(Objects::nonNull);
    }

    /** The registry host of an image. */
    static String host(String image) {
        return ImageReference.of(image).registry();
    }
}
