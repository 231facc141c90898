package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * All that HTTP clients are made from, with the contents of the files, but without the credential that goes into a header. While it
 * stays the same the clients can be used on: a client that is dropped keeps a thread until the garbage collector finds it.
 */
record TransportKey(List<Object> parts) {

    static TransportKey of(Config config) {
        return new TransportKey(Arrays.asList(
                config.getMasterUrl(),
                config.isTrustCerts(),
                config.getCaCertData(),
                content(config.getCaCertFile()),
                config.getClientCertData(),
                content(config.getClientCertFile()),
                config.getClientKeyData(),
                content(config.getClientKeyFile()),
                config.getClientKeyAlgo(),
                config.getClientKeyPassphrase(),
                content(config.getTrustStoreFile()),
                config.getTrustStorePassphrase(),
                content(config.getKeyStoreFile()),
                config.getKeyStorePassphrase(),
                config.getHttpProxy(),
                config.getHttpsProxy(),
                list(config.getNoProxy()),
                config.getProxyUsername(),
                config.getProxyPassword(),
                list(config.getTlsVersions()),
                config.getConnectionTimeout(),
                config.getCustomHeaders(),
                config.getImpersonateUsername(),
                list(config.getImpersonateGroups()),
                config.getImpersonateExtras()));
    }

    private static List<?> list(Object[] array) {
        return array == null ? List.of() : Arrays.asList(array);
    }

    /** A file that cannot be read fails the request that needs it. */
    private static String content(String file) {
        if (Objects.toString(file, "").isEmpty()) {
            return "";
        }
        try {
            return Arrays.toString(Files.readAllBytes(Path.of(file)));
        } catch (IOException e) {
            return file;
        }
    }

    @Override
    public String toString() {
        return "TransportKey[****]";
    }
}
