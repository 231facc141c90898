package io.jenkins.plugins.runpod.engine.kube.access;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Corrects a client configuration for PKCS #8 keys. The fabric8 client takes every such key for an RSA key. This class
 * sets the algorithm of an elliptic curve key.
 */
public final class ClientKey {
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----(.*?)-----END PRIVATE KEY-----", Pattern.DOTALL);
    /** 1.2.840.10045.2.1, id-ecPublicKey, in DER. */
    private static final String EC = "\u0006\u0007\u002a\u0086\u0048\u00ce\u003d\u0002\u0001";

    private ClientKey() {}

    public static void nameAlgorithm(Config config) {
        Matcher key = PKCS8.matcher(pem(config));
        if (key.find()) {
            byte[] der = Base64.getMimeDecoder().decode(key.group(1));
            if (new String(der, StandardCharsets.ISO_8859_1).contains(EC)) {
                config.setClientKeyAlgo("EC");
            }
        }
    }

    /** The PEM text of the key. Empty if it cannot be read, which its later use reports. */
    private static String pem(Config config) {
        try {
            if (config.getClientKeyData() != null) {
                return new String(Base64.getMimeDecoder().decode(config.getClientKeyData()), StandardCharsets.UTF_8);
            }
            return config.getClientKeyFile() == null ? "" : Files.readString(Path.of(config.getClientKeyFile()));
        } catch (IOException | IllegalArgumentException e) {
            return "";
        }
    }
}
