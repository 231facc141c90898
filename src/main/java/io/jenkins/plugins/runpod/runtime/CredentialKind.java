package io.jenkins.plugins.runpod.runtime;

import com.cloudbees.plugins.credentials.common.StandardCertificateCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.ExtensionList;
import hudson.ExtensionPoint;
import io.jenkins.plugins.runpod.engine.secret.SecretValues;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** A further kind of credentials, of a plugin that may not be installed. May wait for a credentials provider. */
@Restricted(NoExternalUse.class)
public interface CredentialKind extends ExtensionPoint {
    /** Empty for another kind. */
    Optional<CredentialValue> read(StandardCredentials credentials) throws IOException;

    /**
     * What a container gets of credentials. Empty if run-pod does not know their kind.
     *
     * @throws IOException if they cannot be read
     */
    static Optional<CredentialValue> valueOf(StandardCredentials credentials) throws IOException {
        if (credentials instanceof FileCredentials file) {
            return Optional.of(file(file));
        } else if (credentials instanceof StringCredentials text) {
            String secret = text.getSecret().getPlainText();
            return Optional.of(new CredentialValue(
                    Optional.of(secret), Optional.empty(), Optional.empty(), bytes(secret), List.of(secret)));
        } else if (credentials instanceof StandardUsernamePasswordCredentials login) {
            return Optional.of(login(login));
        } else if (credentials instanceof StandardCertificateCredentials certificate) {
            return Optional.of(certificate(certificate));
        }
        for (CredentialKind kind : ExtensionList.lookup(CredentialKind.class)) {
            Optional<CredentialValue> value = kind.read(credentials);
            if (value.isPresent()) {
                return value;
            }
        }
        return Optional.empty();
    }

    /** A file that is too large is not read as a whole. */
    private static CredentialValue file(FileCredentials credentials) throws IOException {
        try (InputStream content = credentials.getContent()) {
            return new CredentialValue(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    content.readNBytes(SecretValues.LARGEST + 1),
                    List.of());
        }
    }

    private static CredentialValue login(StandardUsernamePasswordCredentials login) {
        String password = login.getPassword().getPlainText();
        String both = login.getUsername() + ":" + password;
        return new CredentialValue(
                Optional.of(both),
                Optional.of(login.getUsername()),
                Optional.of(password),
                bytes(both),
                login.isUsernameSecret() ? List.of(password, login.getUsername()) : List.of(password));
    }

    /** The key store as credentials-binding writes it. Its password is a variable's value. */
    private static CredentialValue certificate(StandardCertificateCredentials credentials) throws IOException {
        String password = credentials.getPassword().getPlainText();
        ByteArrayOutputStream store = new ByteArrayOutputStream();
        try {
            credentials.getKeyStore().store(store, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
        return new CredentialValue(
                Optional.of(password), Optional.empty(), Optional.empty(), store.toByteArray(), List.of(password));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
