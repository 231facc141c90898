package io.jenkins.plugins.runpod.config;

import hudson.ProxyConfiguration;
import hudson.util.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.jenkins.plugins.runpod.engine.kube.access.InCluster;
import io.jenkins.plugins.runpod.engine.kube.access.Kubeconfig;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
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
 * @param allowKubeconfigCommands whether the kubeconfig may run commands and read files on the controller
 */
public record ClusterConnection(
        Optional<String> serverUrl,
        Optional<String> certificateAuthority,
        boolean skipTlsVerification,
        Optional<String> credentialsId,
        Optional<String> context,
        boolean useJenkinsProxy,
        boolean allowKubeconfigCommands)
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
        AccessCheck check = AccessCheck.of(this);
        check.require();
        if (serverUrl.isEmpty() && check.auth().isEmpty()) {
            return new InCluster().get();
        } else if (check.auth().orElse(null) instanceof KubernetesAuthKubeconfig text) {
            return kubeconfig(text).get();
        }
        try {
            return fromAddress(check.auth());
        } catch (KubernetesAuthException e) {
            throw new IllegalArgumentException("Cannot use the credentials " + credentialsId.orElse(""));
        }
    }

    Kubeconfig kubeconfig(KubernetesAuthKubeconfig text) {
        return Kubeconfig.text(
                text.getKubeconfig(),
                context,
                allowKubeconfigCommands ? Kubeconfig.Reach.COMMANDS_AND_FILES : Kubeconfig.Reach.TEXT);
    }

    /** The credential configures the client first, because some credentials discard earlier settings. */
    private Config fromAddress(Optional<KubernetesAuth> credential) throws KubernetesAuthException {
        String url = serverUrl.orElseThrow();
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

    /** Whether it needs no credentials, or they exist. May block briefly. */
    boolean hasItsCredentials() {
        return credentialsId.isEmpty()
                || ClusterCredentials.find(credentialsId.get(), serverUrl).isPresent();
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }
}
