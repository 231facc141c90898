package io.jenkins.plugins.runpod.engine.kube.access;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * An API server with an address and a credential.
 *
 * @param url for example {@code https://10.0.0.1:6443}
 * @param certificateAuthority PEM text, or empty for certificates that Java trusts
 * @param skipTlsVerification whether to trust any certificate
 * @param proxy the URL of an HTTP proxy. Java sends it a password for a server with TLS only if the system property
 *     {@code jdk.http.auth.tunneling.disabledSchemes} is empty.
 */
public record ServerAddress(
        String url,
        Optional<String> certificateAuthority,
        boolean skipTlsVerification,
        Optional<String> proxy,
        Credential credential)
        implements ClusterAccess {

    /** The credential for the API server. */
    public sealed interface Credential permits Token, UserPassword, ClientCertificate, Anonymous {}

    /** A bearer token. */
    public record Token(String token) implements Credential {
        @Override
        public String toString() {
            return "Token[****]";
        }
    }

    /** Basic authentication. Only proxies in front of an API server support it. */
    public record UserPassword(String user, String password) implements Credential {
        @Override
        public String toString() {
            return "UserPassword[" + user + ", ****]";
        }
    }

    /** A client certificate and its key, as PEM texts. */
    public record ClientCertificate(String certificate, String key) implements Credential {
        @Override
        public String toString() {
            return "ClientCertificate[****]";
        }
    }

    /** No credential. */
    public record Anonymous() implements Credential {}

    @Override
    public Config get() {
        // Without a scheme the client library would try TLS and fall back to plain text.
        SettingsCheck.checkAddress(url);
        ConfigBuilder config = new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withCaCertData(certificateAuthority.map(ServerAddress::base64).orElse(null))
                .withTrustCerts(skipTlsVerification)
                .withDisableHostnameVerification(skipTlsVerification);
        proxy.ifPresent(address -> config.withHttpProxy(address).withHttpsProxy(address));
        if (credential instanceof Token token) {
            config.withOauthToken(token.token());
        } else if (credential instanceof UserPassword login) {
            config.withUsername(login.user()).withPassword(login.password());
        } else if (credential instanceof ClientCertificate identity) {
            config.withClientCertData(base64(identity.certificate()))
                    .withClientKeyData(base64(identity.key()))
                    .withClientKeyAlgo(Config.getKeyAlgorithm(null, base64(identity.key())));
        }
        return config.build();
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "ServerAddress[" + url + ", " + credential + "]";
    }
}
