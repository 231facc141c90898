package io.jenkins.plugins.runpod.runtime;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.runpod.config.ClusterCredentials;
import io.jenkins.plugins.runpod.engine.secret.SecretSource;
import io.jenkins.plugins.runpod.engine.secret.SecretValues;
import io.jenkins.plugins.runpod.engine.secret.UnreadableSecret;
import io.jenkins.plugins.runpod.engine.spec.SecretEnv;
import io.jenkins.plugins.runpod.engine.time.OutsideCall;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;
import org.springframework.security.core.Authentication;

/**
 * Reads secret values from the credentials of a build, with the build's authentication, and from the build's own variables. It stores
 * no values of credentials. Other plugins may provide them from elsewhere, so it reads them on a thread of its executor.
 */
@Restricted(NoExternalUse.class)
public final class CredentialSecrets implements SecretSource {
    /** Reads the variables of a build. May block. */
    @FunctionalInterface
    public interface Variables {
        /** From name to value. */
        Map<String, String> read() throws IOException, InterruptedException;
    }

    private final Run<?, ?> run;
    private final Authentication user;
    private final Map<String, String> sources;
    private final Map<String, String> files;
    private final List<String> surrounding;
    private final Variables build;
    private final Executor executor;
    private volatile OutsideCall<SecretValues> present;

    /**
     * @param sources from variable to credentials id, or to the build's variable of that name ({@link SecretEnv#isOfCaller})
     * @param files from path in the container to credentials id
     * @param surrounding the secret values of blocks around the step, which are masked as well
     * @param build is only read if a source says so
     * @param executor its threads may wait for a credentials provider
     */
    public CredentialSecrets(
            Run<?, ?> run,
            Authentication user,
            Map<String, String> sources,
            Map<String, String> files,
            List<String> surrounding,
            Variables build,
            Executor executor) {
        this.run = run;
        this.user = user;
        this.sources = Map.copyOf(sources);
        this.files = Map.copyOf(files);
        this.surrounding = List.copyOf(surrounding);
        this.build = build;
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
        } catch (UnreadableSecret | IOException e) {
            throw new CompletionException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    private SecretValues values() throws UnreadableSecret, IOException, InterruptedException {
        Map<String, String> values = new LinkedHashMap<>();
        Map<String, byte[]> contents = new LinkedHashMap<>();
        List<String> hidden = new ArrayList<>(surrounding);
        List<String> problems = new ArrayList<>();
        Map<String, String> ids = new LinkedHashMap<>(sources);
        if (ids.values().removeIf(SecretEnv::isOfCaller)) {
            Map<String, String> ofBuild = build.read();
            sources.keySet().stream().filter(name -> !ids.containsKey(name)).forEach(name -> {
                if (ofBuild.containsKey(name)) {
                    values.put(name, ofBuild.get(name));
                } else {
                    problems.add(name + ": the build no longer has a variable of this name");
                }
            });
        }
        ids.forEach((variable, id) -> read(variable, id, problems).ifPresent(value -> {
            hidden.addAll(value.hidden());
            value.text()
                    .ifPresentOrElse(
                            text -> values.put(variable, text),
                            () -> problems.add(variable + ": the credentials " + id
                                    + " are a file. Use secretFiles instead of secretEnv"));
            value.user().ifPresent(user -> values.put(variable + SecretEnv.USER, user));
            value.password().ifPresent(password -> values.put(variable + SecretEnv.PASSWORD, password));
        }));
        files.forEach((path, id) -> read(path, id, problems).ifPresent(value -> {
            hidden.addAll(value.hidden());
            contents.put(path, value.file());
        }));
        if (!problems.isEmpty()) {
            throw new UnreadableSecret(String.join("; ", problems));
        }
        return new SecretValues(values, contents, hidden, SecretForms.all(hidden));
    }

    /** @param target the variable or path that gets the value */
    private Optional<CredentialValue> read(String target, String id, List<String> problems) {
        StandardCredentials found = CredentialsProvider.findCredentialById(id, StandardCredentials.class, run);
        if (found == null) {
            problems.add(target + ": this build has no access to credentials with the id " + id);
            return Optional.empty();
        }
        CredentialsProvider.track(run, found);
        if (ClusterCredentials.isOfCluster(found)) {
            problems.add(
                    target + ": a cluster is reached with the credentials " + id + ", so no container can get them");
            return Optional.empty();
        }
        try {
            Optional<CredentialValue> value = CredentialKind.valueOf(found);
            if (value.isEmpty()) {
                problems.add(target + ": the credentials " + id + " are of a kind that run-pod does not know");
            }
            return value;
        } catch (IOException e) { // its message might be the secret's own
            problems.add(target + ": the credentials " + id + " cannot be read: "
                    + e.getClass().getSimpleName());
            return Optional.empty();
        }
    }
}
