package io.jenkins.plugins.runpod.runtime;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.runpod.config.ClusterCredentials;
import io.jenkins.plugins.runpod.engine.secret.SecretSource;
import io.jenkins.plugins.runpod.engine.secret.SecretValues;
import io.jenkins.plugins.runpod.engine.secret.UnreadableSecret;
import io.jenkins.plugins.runpod.engine.spec.SecretEnv;
import io.jenkins.plugins.runpod.engine.time.OutsideCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.springframework.security.core.Authentication;

/**
 * Reads secret values from the credentials of a build, with the build's authentication. It stores no values. Other
 * plugins may provide credentials from elsewhere, so it reads them on a thread of its executor.
 */
@Restricted(NoExternalUse.class)
public final class CredentialSecrets implements SecretSource {
    private final Run<?, ?> run;
    private final Authentication user;
    private final Map<String, String> ids;
    private final List<String> surrounding;
    private final Executor executor;
    private volatile OutsideCall<SecretValues> present;

    /**
     * @param ids from variable to credentials id
     * @param surrounding the secret values of blocks around the step, which are masked as well
     * @param executor its threads may wait for a credentials provider
     */
    public CredentialSecrets(
            Run<?, ?> run, Authentication user, Map<String, String> ids, List<String> surrounding, Executor executor) {
        this.run = run;
        this.user = user;
        this.ids = Map.copyOf(ids);
        this.surrounding = List.copyOf(surrounding);
        this.executor = executor;
    }

    @Override
    public boolean hidesMore() {
        return !surrounding.isEmpty();
    }

    @Override
    public CompletionStage<SecretValues> read() {
        OutsideCall<SecretValues> call = new OutsideCall<>("Reading credentials", this::readAsUser, executor);
        present = call;
        return call.result();
    }

    @Override
    public String place() {
        OutsideCall<SecretValues> call = present;
        return call == null ? "" : call.place();
    }

    private SecretValues readAsUser() {
        try (ACLContext ignored = ACL.as2(user)) {
            return values();
        } catch (UnreadableSecret e) {
            throw new CompletionException(e);
        }
    }

    private SecretValues values() throws UnreadableSecret {
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> hidden = new ArrayList<>(surrounding);
        List<String> problems = new ArrayList<>();
        ids.forEach((variable, id) -> {
            StandardCredentials found = CredentialsProvider.findCredentialById(id, StandardCredentials.class, run);
            if (found != null && ClusterCredentials.isOfCluster(found)) {
                problems.add(variable + ": a cluster is reached with the credentials " + id
                        + ", so no container can get them");
            } else if (found instanceof StringCredentials text) {
                variables.put(variable, text.getSecret().getPlainText());
                hidden.add(text.getSecret().getPlainText());
            } else if (found instanceof StandardUsernamePasswordCredentials login) {
                String password = login.getPassword().getPlainText();
                variables.put(variable, login.getUsername() + ":" + password);
                variables.put(variable + SecretEnv.USER, login.getUsername());
                variables.put(variable + SecretEnv.PASSWORD, password);
                hidden.add(password);
                if (login.isUsernameSecret()) {
                    hidden.add(login.getUsername());
                }
            } else {
                problems.add(
                        found == null
                                ? variable + ": this build has no access to credentials with the id " + id
                                : variable + ": the credentials " + id
                                        + " are neither a secret text nor a user name and password");
            }
            if (found != null) {
                CredentialsProvider.track(run, found);
            }
        });
        if (!problems.isEmpty()) {
            throw new UnreadableSecret(String.join("; ", problems));
        }
        return new SecretValues(variables, hidden, SecretForms.all(hidden));
    }
}
