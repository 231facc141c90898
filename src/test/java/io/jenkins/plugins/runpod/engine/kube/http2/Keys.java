package io.jenkins.plugins.runpod.engine.kube.http2;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Keys and certificates for tests. The JDK can make certificates with its tool only. */
public final class Keys {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static KeyStore ofServer;

    private Keys() {}

    /** A key with a certificate for 127.0.0.1, made once. */
    public static synchronized KeyStore ofServer() {
        if (ofServer == null) {
            ofServer = made("CN=server", "EC");
        }
        return ofServer;
    }

    public static KeyStore made(String subject, String algorithm) {
        try {
            Path folder = Files.createTempDirectory("keys");
            Path file = folder.resolve("keys.p12");
            try {
                return made(subject, algorithm, file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore made(String subject, String algorithm, Path file)
            throws IOException, InterruptedException, GeneralSecurityException {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-alias",
                        "it",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        subject,
                        "-ext",
                        "SAN=IP:127.0.0.1")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(said);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    /** For a server with this key. */
    public static SSLContext context(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), null, null);
        return context;
    }

    /** The certificate, as kubeconfig files have it before Base64. */
    public static String certificate(KeyStore keys) throws GeneralSecurityException {
        return pem("CERTIFICATE", keys.getCertificate("it").getEncoded());
    }

    public static String privateKey(KeyStore keys) throws GeneralSecurityException {
        return pem("PRIVATE KEY", keys.getKey("it", PASSWORD).getEncoded());
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + type
                + "-----\n";
    }
}
