package io.jenkins.plugins.runpod.engine.kube.access;

import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedCluster;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kubeconfig, read as kubectl reads it. A file is read again on each call. Paths in it are relative to the file.
 * Credential plugins ({@code exec}) run in this process' environment.
 *
 * @param context the context, or empty for the current context
 * @param reach whether the kubeconfig may use more than its own text
 */
public record Kubeconfig(Source source, Optional<String> context, Reach reach) implements ClusterAccess {

    /** What a kubeconfig may use on this machine. */
    public enum Reach {
        /** Nothing but its text. Settings that run a command or read a file are refused. */
        TEXT,
        /** It may run commands and read files, with the permissions of this process. */
        COMMANDS_AND_FILES
    }

    /** The path of a kubeconfig. */
    public sealed interface Source permits InFile, InText {}

    /** A kubeconfig in a file. */
    public record InFile(Path path) implements Source {}

    /** A kubeconfig as text. */
    public record InText(String text) implements Source {
        @Override
        public String toString() {
            return "InText[****]";
        }
    }

    /** A kubeconfig in a file of this machine, which may run commands and name further files. */
    public static Kubeconfig file(Path path, Optional<String> context) {
        return new Kubeconfig(new InFile(path), context, Reach.COMMANDS_AND_FILES);
    }

    /** A kubeconfig as text. */
    public static Kubeconfig text(String text, Optional<String> context, Reach reach) {
        return new Kubeconfig(new InText(text), context, reach);
    }

    /**
     * What the context says besides where the server is.
     *
     * @param namespace the namespace for objects that name none
     * @param proxy the URL of a proxy, which may contain a password
     */
    public record Details(Optional<String> namespace, Optional<String> proxy) {
        @Override
        public String toString() {
            return "Details[" + namespace + "]";
        }
    }

    /** Checks the kubeconfig as {@link #get} does, but runs no command and reads no file that it names. */
    public Details details() {
        ResolvedContext selection = select(read());
        SettingsCheck.checkAddress(selection.cluster.getCluster().getServer());
        return new Details(
                given(selection.context.getContext().getNamespace()),
                given(selection.cluster.getCluster().getProxyUrl()));
    }

    private static Optional<String> given(String text) {
        return Optional.ofNullable(text).filter(some -> !some.isEmpty());
    }

    @Override
    public Config get() {
        io.fabric8.kubernetes.api.model.Config read = read();
        ResolvedContext selection = select(read);
        // Without a scheme the client library would try TLS and fall back to plain text.
        SettingsCheck.checkAddress(selection.cluster.getCluster().getServer());
        Config config = Config.empty();
        KubeConfigUtils.merge(config, selection.context.getName(), read);
        complete(config, selection);
        return config;
    }

    /** Adds what the fabric8 client leaves out: a proxy for a server with TLS, impersonation, and token files. */
    private void complete(Config config, ResolvedContext selection) {
        String proxy = selection.cluster.getCluster().getProxyUrl();
        if (proxy != null && !proxy.isEmpty()) {
            config.setHttpProxy(proxy);
            config.setHttpsProxy(proxy);
        }
        selection.user.map(NamedAuthInfo::getUser).ifPresent(user -> {
            config.setImpersonateUsername(user.getAs());
            config.setImpersonateGroups(Optional.ofNullable(user.getAsGroups()).stream()
                    .flatMap(List::stream)
                    .toArray(String[]::new));
            config.setImpersonateExtras(user.getAsUserExtra());
        });
        tokenFile(selection).ifPresent(config::setAutoOAuthToken);
    }

    private io.fabric8.kubernetes.api.model.Config read() {
        if (source instanceof InFile file && !Files.isReadable(file.path())) {
            throw new IllegalArgumentException("Cannot read " + file.path());
        }
        try {
            return Objects.requireNonNull(
                    source instanceof InText text
                            ? KubeConfigUtils.parseConfigFromString(text.text())
                            : KubeConfigUtils.parseConfig(
                                    ((InFile) source).path().toFile()));
        } catch (RuntimeException e) {
            // Without its cause, which quotes the text.
            throw new IllegalArgumentException(where() + " is not a kubeconfig");
        }
    }

    private record ResolvedContext(NamedContext context, NamedCluster cluster, Optional<NamedAuthInfo> user) {}

    private ResolvedContext select(io.fabric8.kubernetes.api.model.Config read) {
        String wanted = context.orElse(Objects.toString(read.getCurrentContext(), ""));
        NamedContext chosen = find(read.getContexts(), NamedContext::getName, wanted)
                .filter(found -> found.getContext() != null)
                .orElseThrow(() -> new IllegalArgumentException(
                        where() + " has no context '" + wanted + "', only " + names(read)));
        List<String> problems = new ArrayList<>();
        String cluster = Objects.toString(chosen.getContext().getCluster(), "");
        String user = Objects.toString(chosen.getContext().getUser(), "");
        Optional<NamedCluster> foundCluster = find(read.getClusters(), NamedCluster::getName, cluster)
                .filter(found ->
                        found.getCluster() != null && found.getCluster().getServer() != null);
        Optional<NamedAuthInfo> foundUser =
                find(read.getUsers(), NamedAuthInfo::getName, user).filter(found -> found.getUser() != null);
        if (foundCluster.isEmpty()) {
            problems.add("has no cluster '" + cluster + "' with a server");
        } else {
            problems.addAll(KubeconfigRules.unusable(foundCluster.get(), foundUser));
        }
        if (foundUser.isEmpty() && !user.isEmpty()) {
            problems.add("has no user '" + user + "'");
        }
        // The client library takes the last entry of a name, and this class would check the first.
        problems.addAll(repeated("context", read.getContexts(), NamedContext::getName, wanted));
        problems.addAll(repeated("cluster", read.getClusters(), NamedCluster::getName, cluster));
        problems.addAll(repeated("user", read.getUsers(), NamedAuthInfo::getName, user));
        if (reach == Reach.TEXT && foundCluster.isPresent()) {
            List<String> keys = KubeconfigRules.beyondTheText(foundCluster.get(), foundUser);
            if (!keys.isEmpty()) {
                problems.add("may not run commands or read files, unless the configuration of the cluster allows that: "
                        + String.join(", ", keys));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(where() + " " + String.join(" and ", problems));
        }
        return new ResolvedContext(chosen, foundCluster.get(), foundUser);
    }

    private static <T> Optional<T> find(List<T> all, Function<T, String> name, String wanted) {
        return Optional.ofNullable(all).stream()
                .flatMap(List::stream)
                .filter(Objects::nonNull)
                .filter(one -> wanted.equals(name.apply(one)))
                .findFirst();
    }

    private static <T> List<String> repeated(String kind, List<T> all, Function<T, String> name, String wanted) {
        long entries = Optional.ofNullable(all).stream()
                .flatMap(List::stream)
                .filter(Objects::nonNull)
                .filter(one -> wanted.equals(name.apply(one)))
                .count();
        return entries > 1 ? List.of("has several entries for the " + kind + " '" + wanted + "'") : List.of();
    }

    private static String names(io.fabric8.kubernetes.api.model.Config read) {
        List<String> names = Optional.ofNullable(read.getContexts()).stream()
                .flatMap(List::stream)
                .filter(Objects::nonNull)
                .map(NamedContext::getName)
                .toList();
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private Optional<String> tokenFile(ResolvedContext selection) {
        String named = selection
                .user
                .map(user -> Objects.toString(user.getUser().getTokenFile(), ""))
                .orElse("");
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Path path = source instanceof InFile file ? file.path().toAbsolutePath().resolveSibling(named) : Path.of(named);
        try {
            return Optional.of(Files.readString(path).strip());
        } catch (IOException e) {
            throw new IllegalArgumentException("Cannot read the token file " + path);
        }
    }

    private String where() {
        return source instanceof InFile file ? "The kubeconfig " + file.path() : "The kubeconfig";
    }
}
