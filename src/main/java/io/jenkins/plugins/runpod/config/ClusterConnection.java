package io.jenkins.plugins.runpod.config;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.ProxyConfiguration;
import hudson.security.ACL;
import hudson.util.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.runpod.engine.kube.access.InCluster;
import io.jenkins.plugins.runpod.engine.kube.access.Kubeconfig;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import jenkins.authentication.tokens.api.AuthenticationTokens;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuth;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuthConfig;
import org.jenkinsci.plugins.kubernetes.auth.KubernetesAuthException;
import org.jenkinsci.plugins.kubernetes.auth.impl.KubernetesAuthKubeconfig;

/**
 * The connection to a cluster. Each {@link #get} converts the credential anew and may block briefly. It throws an
 * {@link IllegalArgumentException} with a sentence for the user. Contains no secret.
 *
 * @param serverUrl the address, or empty for that of the kubeconfig or for the cluster in which Jenkins runs
 * @param certificateAuthority PEM text, or empty for certificates that Java trusts
 * @param credentialsId the id of credentials in the root context, or empty for none
 * @param context the context of the kubeconfig
 * @param useJenkinsProxy whether requests use the proxy of Jenkins
 */
public record ClusterConnection(
        Optional<String> serverUrl,
        Optional<String> certificateAuthority,
        boolean skipTlsVerification,
        Optional<String> credentialsId,
        Optional<String> context,
        boolean useJenkinsProxy)
        implements Supplier<Config> {

    @Override
    public Config get() {
        Config config = direct();
        if (useJenkinsProxy) {
            throughProxy(config);
        }
        return config;
    }

    /** The proxy configuration decides which hosts need no proxy. */
    private static void throughProxy(Config config) {
        ProxyConfiguration proxy = Jenkins.get().getProxy();
        String host = URI.create(config.getMasterUrl()).getHost();
        if (proxy == null || proxy.createProxy(host) == Proxy.NO_PROXY) {
            return;
        }
        String address = "http://" + proxy.getName() + ":" + proxy.getPort();
        config.setHttpProxy(address);
        config.setHttpsProxy(address);
        config.setProxyUsername(proxy.getUserName());
        config.setProxyPassword(Secret.toString(proxy.getSecretPassword()));
    }

    private Config direct() {
        if (serverUrl.isEmpty() && credentialsId.isEmpty()) {
            return new InCluster().get();
        }
        Optional<KubernetesAuth> credential = credentialsId.map(ClusterConnection::credential);
        try {
            if (credential.isPresent() && credential.get() instanceof KubernetesAuthKubeconfig kubeconfig) {
                return Kubeconfig.text(kubeconfig.getKubeconfig(), context, Kubeconfig.Reach.TEXT)
                        .get();
            }
            return fromAddress(credential);
        } catch (KubernetesAuthException e) {
            throw new IllegalArgumentException("Cannot use the credentials " + credentialsId.orElse(""));
        }
    }

    /** The credential configures the client first, because some credentials discard earlier settings. */
    private Config fromAddress(Optional<KubernetesAuth> credential) throws KubernetesAuthException {
        String url = serverUrl.orElseThrow(() -> new IllegalArgumentException(
                "The cluster needs the address of its API server, or credentials with a kubeconfig"));
        ConfigBuilder config = new ConfigBuilder(Config.empty());
        if (credential.isPresent()) {
            config = credential
                    .get()
                    .decorate(
                            config,
                            new KubernetesAuthConfig(url, certificateAuthority.orElse(null), skipTlsVerification));
        }
        return config.withMasterUrl(url)
                .withCaCertData(
                        certificateAuthority.map(ClusterConnection::base64).orElse(null))
                .withTrustCerts(skipTlsVerification)
                .withDisableHostnameVerification(skipTlsVerification)
                .build();
    }

    /** Looks in the root context only, because a kubeconfig may contain a command to run. */
    private static Optional<StandardCredentials> find(String id) {
        return Optional.ofNullable(CredentialsMatchers.firstOrNull(
                CredentialsProvider.lookupCredentialsInItemGroup(
                        StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of()),
                CredentialsMatchers.withId(id)));
    }

    /** Whether it needs no credentials, or they exist. May block briefly. */
    boolean hasItsCredentials() {
        return credentialsId.isEmpty() || find(credentialsId.get()).isPresent();
    }

    private static KubernetesAuth credential(String id) {
        StandardCredentials found =
                find(id).orElseThrow(() -> new IllegalArgumentException("There are no credentials with the id " + id));
        return Optional.ofNullable(AuthenticationTokens.convert(KubernetesAuth.class, found))
                .orElseThrow(() -> new IllegalArgumentException(
                        "The credentials " + id + " cannot be read, or have a kind that run-pod does not support"));
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }
}
