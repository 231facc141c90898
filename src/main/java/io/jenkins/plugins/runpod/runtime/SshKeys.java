package io.jenkins.plugins.runpod.runtime;

import com.cloudbees.jenkins.plugins.sshcredentials.SSHUserPrivateKey;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.Extension;
import hudson.util.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/** SSH keys. Jenkins leaves this extension out if the plugin ssh-credentials is not installed. */
@Extension(optional = true)
@Restricted(NoExternalUse.class)
public final class SshKeys implements CredentialKind {
    /** Resolved when the extension is made: that is when Jenkins can leave it out. */
    private final Class<SSHUserPrivateKey> type = SSHUserPrivateKey.class;

    @Override
    public Optional<CredentialValue> read(StandardCredentials credentials) throws IOException {
        return type.isInstance(credentials) ? Optional.of(value(type.cast(credentials))) : Optional.empty();
    }

    /** All keys in one file, as credentials-binding writes them. {@code ssh} needs a newline at the end of each. */
    private static CredentialValue value(SSHUserPrivateKey key) throws IOException {
        List<String> keys = key.getPrivateKeys();
        if (keys.isEmpty()) {
            throw new IOException("no private key");
        }
        String passphrase = Secret.toString(key.getPassphrase());
        return new CredentialValue(
                Optional.of(passphrase),
                Optional.of(key.getUsername()),
                Optional.of(passphrase),
                keys.stream()
                        .map(text -> text.endsWith("\n") ? text : text + "\n")
                        .collect(Collectors.joining())
                        .getBytes(StandardCharsets.UTF_8),
                key.isUsernameSecret() ? List.of(passphrase, key.getUsername()) : List.of(passphrase));
    }
}
