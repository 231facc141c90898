package io.jenkins.plugins.runpod.config;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.security.ACL;
import java.util.List;
import java.util.Optional;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuth;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * Credentials that a cluster names. They come from the root context only, because a credential of a folder belongs to
 * the users of that folder. Any thread may call this. Other plugins provide credentials too, so each method may block
 * briefly.
 *
 * @param inDomain whether their domain includes the address of the API server
 */
@Restricted(NoExternalUse.class)
public record ClusterCredentials(StandardCredentials found, boolean inDomain) {
    /**
     * The requirements for credentials of an API server. The drop-down list and the lookup use the same. Without an
     * address every domain fits, because a kubeconfig names its server itself.
     */
    static List<DomainRequirement> requirements(Optional<String> serverUrl) {
        return serverUrl
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .map(url -> URIRequirementBuilder.fromUri(url).build())
                .orElse(List.of());
    }

    /** Prefers credentials whose domain includes the address. */
    static Optional<ClusterCredentials> find(String id, Optional<String> serverUrl) {
        return lookUp(id, requirements(serverUrl))
                .map(found -> new ClusterCredentials(found, true))
                .or(() -> lookUp(id, List.of()).map(found -> new ClusterCredentials(found, false)));
    }

    private static Optional<StandardCredentials> lookUp(String id, List<DomainRequirement> requirements) {
        return Optional.ofNullable(CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, requirements),
                CredentialsMatchers.withId(id)));
    }

    /**
     * Whether a configured cluster is reached with these credentials. Other credentials with the same id, such as those
     * of a folder, are different unless they contain the same secret.
     */
    public static boolean isOfCluster(StandardCredentials some) {
        return RunPodGlobalConfiguration.get().getClusters().stream()
                .map(ClusterConfiguration::connection)
                .filter(cluster ->
                        cluster.credentialsId().filter(some.getId()::equals).isPresent())
                .map(cluster -> find(some.getId(), cluster.serverUrl()))
                .flatMap(Optional::stream)
                .anyMatch(own -> own.found == some || haveSameSecret(own.found, some));
    }

    /** Some providers make new objects for each lookup, so the identity of objects is not enough. */
    private static boolean haveSameSecret(StandardCredentials one, StandardCredentials other) {
        if (one instanceof StringCredentials text && other instanceof StringCredentials otherText) {
            return text.getSecret().equals(otherText.getSecret());
        }
        return one instanceof StandardUsernamePasswordCredentials login
                && other instanceof StandardUsernamePasswordCredentials otherLogin
                && login.getUsername().equals(otherLogin.getUsername())
                && login.getPassword().equals(otherLogin.getPassword());
    }

    /** Whether no job can use them. */
    boolean isOfSystemScope() {
        return found.getScope() == CredentialsScope.SYSTEM;
    }

    /** @throws IllegalArgumentException if they cannot be read or converted */
    KubernetesAuth auth() {
        return Optional.ofNullable(AuthenticationTokens.convert(KubernetesAuth.class, found))
                .orElseThrow(() -> new IllegalArgumentException("The credentials " + found.getId()
                        + " cannot be read, or have a kind that run-pod does not support"));
    }
}
