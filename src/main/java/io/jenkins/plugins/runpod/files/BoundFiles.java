package io.jenkins.plugins.runpod.files;

import io.jenkins.plugins.runpod.engine.spec.CallerVariables;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import io.jenkins.plugins.runpod.runtime.BuildEnvironment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.accmod.Restricted;
import org.kohsuke.accmod.restrictions.NoExternalUse;

/**
 * The files that credentials-binding has put beside the workspace. Variables of a build name them, and others contain their paths, such as
 * {@code GIT_SSH_COMMAND}. The container gets these files by {@code secretFiles}. Its variables contain the paths there. Immutable.
 */
@Restricted(NoExternalUse.class)
public final class BoundFiles {
    public static final BoundFiles NONE = new BoundFiles(List.of());

    private static final String FOLDER = "/run/secrets/run-pod/";
    /** Is the source of such a file in the specification, before the name of the variable. No id of credentials is like this. */
    private static final String SOURCE = "(the file of a variable) ";
    /** {@code UnbindableDir} of credentials-binding names the folders. The workspace need not be the present one, because of {@code dir}. */
    private static final Pattern FILE = Pattern.compile(
            "(?s).*[/\\\\]secretFiles[/\\\\][0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}[/\\\\]([^/\\\\]+)");

    private final List<BoundFile> files;

    private BoundFiles(List<BoundFile> files) {
        this.files = List.copyOf(files);
    }

    private record BoundFile(String variable, String onAgent, String inPod) {}

    /** Finds the files. It asks no agent. */
    public static BoundFiles among(BuildEnvironment environment) {
        List<BoundFile> files = new ArrayList<>();
        environment.variables().forEach((variable, value) -> {
            Matcher file = FILE.matcher(value);
            if (environment.bound().contains(variable) && file.matches()) {
                String name = file.group(1).replaceAll("[^A-Za-z0-9._-]", "_");
                files.add(new BoundFile(variable, value, FOLDER + variable + "/" + name));
            }
        });
        return new BoundFiles(files);
    }

    /** The environment with the paths in the pod. */
    public static BuildEnvironment inPod(BuildEnvironment environment) {
        return among(environment).in(environment);
    }

    /** The environment with the paths in the pod, which are no secrets. */
    public BuildEnvironment in(BuildEnvironment environment) {
        Map<String, String> variables = new LinkedHashMap<>(environment.variables());
        variables.replaceAll((variable, value) -> inPod(value));
        Set<String> sensitive = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        sensitive.addAll(environment.sensitive());
        files.forEach(file -> sensitive.remove(file.variable()));
        return new BuildEnvironment(variables, sensitive, environment.secrets(), environment.parameters());
    }

    private String inPod(String text) {
        String changed = text;
        for (BoundFile file : files) {
            changed = changed.replace(file.onAgent(), file.inPod());
        }
        return changed;
    }

    /**
     * Adds the files to which a variable of the container refers.
     *
     * @param variables with the paths in the pod
     */
    public void addTo(TaskParameters parameters, CallerVariables variables) {
        List<String> passed = Stream.of(variables.plain(), variables.secret())
                .flatMap(values -> values.values().stream())
                .toList();
        Map<String, String> added = new LinkedHashMap<>(parameters.secretFiles);
        for (BoundFile file : files) {
            if (passed.stream().anyMatch(value -> value.contains(file.inPod()))) {
                added.putIfAbsent(file.inPod(), SOURCE + file.variable());
            }
        }
        parameters.secretFiles = added;
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
