package io.jenkins.plugins.runpod.files;

import io.jenkins.plugins.runpod.engine.spec.CallerVariables;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The variables of a build whose values are files that credentials-binding has put beside the workspace. The container gets these files by
 * {@code secretFiles}, and the variables name the paths there. Immutable.
 *
 * @param paths from variable to path in the pod
 */
@Restricted(NoExternalUse.class)
public record BoundFiles(Map<String, String> paths) {
    public static final BoundFiles NONE = new BoundFiles(Map.of());

    private static final String FOLDER = "/run/secrets/run-pod/";
    /** Is the source of such a file in the specification, before the name of the variable. No id of credentials is like this. */
    private static final String SOURCE = "(the file of a variable) ";
    /** {@code UnbindableDir} of credentials-binding names the folders. The workspace need not be the present one, because of {@code dir}. */
    private static final Pattern FILE = Pattern.compile(
            "(?s).*[/\\\\]secretFiles[/\\\\][0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[/\\\\]([^/\\\\]+)");

    public BoundFiles {
        paths = Map.copyOf(paths);
    }

    /**
     * Finds the variables. It asks no agent.
     *
     * @param secret from variable to value
     * @param bound names of the variables that bindings have set. A user can choose the values of others
     */
    public static BoundFiles among(Map<String, String> secret, Collection<String> bound) {
        Map<String, String> paths = new LinkedHashMap<>();
        secret.forEach((variable, value) -> {
            Matcher file = FILE.matcher(value);
            if (bound.contains(variable) && file.matches()) {
                paths.put(variable, FOLDER + variable + "/" + file.group(1).replaceAll("[^A-Za-z0-9._-]", "_"));
            }
        });
        return new BoundFiles(paths);
    }

    /** The variables of the caller, with the paths in the pod, which are no secrets. */
    public CallerVariables in(CallerVariables caller) {
        Map<String, String> plain = new LinkedHashMap<>(caller.plain());
        Map<String, String> secret = new LinkedHashMap<>(caller.secret());
        secret.keySet().removeAll(paths.keySet());
        plain.putAll(paths);
        return new CallerVariables(plain, secret, caller.hidden(), caller.leftOut(), caller.problems());
    }

    /** Adds the files whose variables the parameters do not replace. */
    public void addTo(TaskParameters parameters) {
        Map<String, String> files = new LinkedHashMap<>(parameters.secretFiles);
        paths.forEach((variable, path) -> {
            if (!parameters.env.containsKey(variable) && !parameters.secretEnv.containsKey(variable)) {
                files.putIfAbsent(path, SOURCE + variable);
            }
        });
        parameters.secretFiles = files;
    }

    /** What is wrong with the sources of secret files that a user gives: one stands for a file that no binding has made. */
    public static List<String> problems(Map<String, String> secretFiles) {
        return variables(secretFiles).keySet().stream()
                .map(path -> "secretFiles: " + path + " needs the id of credentials")
                .toList();
    }

    /** Of all secret files those that are credentials: from path to id. */
    public static Map<String, String> credentials(Map<String, String> secretFiles) {
        return secretFiles.entrySet().stream()
                .filter(file -> !file.getValue().startsWith(SOURCE))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Of all secret files those of variables: from path to variable. */
    static Map<String, String> variables(Map<String, String> secretFiles) {
        return secretFiles.entrySet().stream()
                .filter(file -> file.getValue().startsWith(SOURCE))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, file -> file.getValue().substring(SOURCE.length())));
    }
}
