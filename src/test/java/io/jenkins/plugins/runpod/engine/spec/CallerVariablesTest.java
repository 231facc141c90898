package io.jenkins.plugins.runpod.engine.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CallerVariablesTest {
    private final TaskParameters parameters = new TaskParameters();

    CallerVariablesTest() {
        parameters.image = "app";
    }

    private static CallerVariables plain(Map<String, String> given) {
        return of(given, Set.of(), Set.of());
    }

    private static CallerVariables of(Map<String, String> given, Set<String> sensitive, Set<String> parameters) {
        return CallerVariables.of(given, sensitive, List.of(), parameters, PassedVariables.all());
    }

    private TaskSpecification read(CallerVariables caller) throws InvalidParameters {
        return TaskSpecification.of(
                parameters, caller, "default", TaskPolicy.standard(), Optional.empty(), new ArrayList<>());
    }

    private static Map<String, String> env(TaskSpecification task) {
        Map<String, String> values = new HashMap<>();
        main(task)
                .getEnv()
                .forEach(variable -> values.put(
                        variable.getName(),
                        variable.getValueFrom() == null
                                ? variable.getValue()
                                : variable.getValueFrom().getSecretKeyRef().getName()));
        return values;
    }

    private static Container main(TaskSpecification task) {
        return task.pod("pod-1").getSpec().getContainers().get(0);
    }

    @Test
    void theResultContainerGetsThemAsTheyAre() throws InvalidParameters {
        parameters.yaml = "spec: {containers: [{name: main}, {name: other, image: other}]}";

        TaskSpecification task = read(plain(Map.of("A", "$(B) $$ $HOME\n\"", "B", "b")));

        // The kubelet reads $$ as one dollar, and replaces $(B) otherwise.
        assertThat(env(task)).isEqualTo(Map.of("A", "$$(B) $$$$ $HOME\n\"", "B", "b"));
        assertThat(task.template().getSpec().getContainers().get(1).getEnv()).isEmpty();
    }

    @Test
    void variablesOfTheTaskWin() throws InvalidParameters {
        parameters.yaml = "spec: {containers: [{name: main, env: [{name: A, value: yaml}]}]}";
        parameters.env = Map.of("B", "task");
        parameters.secretEnv = Map.of("C", "login");

        TaskSpecification task = read(of(
                Map.of("A", "caller", "B", "caller", "C", "secret", "C_USR", "caller", "D", "caller"),
                Set.of("C"),
                Set.of()));

        assertThat(env(task))
                .isEqualTo(Map.of(
                        "A", "yaml", "B", "task", "C", "pod-1", "C_USR", "pod-1", "C_PSW", "pod-1", "D", "caller"));
        assertThat(task.secretEnv()).isEqualTo(Map.of("C", "login"));
    }

    @Test
    void variablesOfTheTaskCanReferToThem() throws InvalidParameters {
        parameters.env = Map.of("A", "$(B)");

        assertThat(main(read(plain(Map.of("B", "b", "A", "caller")))).getEnv())
                .extracting(EnvVar::getName)
                .containsExactly("B", "A");
    }

    @Test
    void secretOnesAreInTheSecretAlone() throws InvalidParameters {
        CallerVariables caller = of(Map.of("P", "brass-kettle", "A", "a"), Set.of("P", "NOT_SET"), Set.of());

        TaskSpecification task = read(caller);

        assertThat(env(task)).isEqualTo(Map.of("P", "pod-1", "A", "a"));
        assertThat(task.secretEnv()).containsOnlyKeys("P");
        assertThat(task.toString() + caller).doesNotContain("brass-kettle");
        assertThat(caller.secret()).isEqualTo(Map.of("P", "brass-kettle"));
        assertThat(caller.hidden()).containsExactly("brass-kettle");
    }

    @Test
    void namesOfSecretOnesCanDifferInCase() {
        Set<String> sensitive = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        sensitive.add("DEPLOY_TOKEN");

        CallerVariables caller =
                of(Map.of("Deploy_Token", "brass-kettle", "URL", "https://brass-kettle@host"), sensitive, Set.of());

        assertThat(caller.plain()).isEmpty();
        assertThat(caller.hidden()).containsExactly("brass-kettle");
    }

    @Test
    void variableThatHoldsASecretIsSecretToo() {
        CallerVariables caller =
                of(Map.of("P", "brass-kettle", "URL", "https://u:brass-kettle@host", "A", "a"), Set.of("P"), Set.of());

        assertThat(caller.plain()).containsOnlyKeys("A");
        assertThat(caller.secret()).containsOnlyKeys("P", "URL");
    }

    @Test
    void furtherSecretTextsCount() {
        CallerVariables caller = CallerVariables.of(
                Map.of("P", "second", "BEFORE", "of first"),
                Set.of("P"),
                List.of("first", "second"),
                Set.of(),
                PassedVariables.all());

        assertThat(caller.secret()).containsOnlyKeys("P", "BEFORE");
        assertThat(caller.hidden()).containsExactly("second", "first");
    }

    @Test
    void shortSecretDoesNotMakeOthersSecret() {
        assertThat(of(Map.of("P", "1", "BUILD_NUMBER", "17"), Set.of("P"), Set.of())
                        .plain())
                .containsOnlyKeys("BUILD_NUMBER");
    }

    @Test
    void onlyThePassedOnesCount() {
        CallerVariables caller = CallerVariables.of(
                Map.of(
                        "P",
                        "brass-kettle",
                        "BUILD_URL",
                        "x",
                        "BUILD_KEY",
                        "a brass-kettle",
                        "LONG",
                        "x".repeat(1 << 20)),
                Set.of("P"),
                List.of(),
                Set.of("LONG"),
                PassedVariables.matching(List.of("BUILD_*")));

        assertThat(caller.plain()).containsOnlyKeys("BUILD_URL");
        assertThat(caller.secret()).containsOnlyKeys("BUILD_KEY");
        assertThat(caller.hidden()).containsExactly("brass-kettle");
        assertThat(caller.problems()).isEmpty();
    }

    @Test
    void namesThatAreNoVariablesAreLeftOutAndBuildParametersAreNamed() {
        CallerVariables caller = of(
                Map.of("PATH+MAVEN", "x", "with space", "x", "..", "x", "1ST", "x", "a.b-C_1", "x"),
                Set.of(),
                Set.of("with space", "a.b-C_1"));

        assertThat(caller.plain()).containsOnlyKeys("a.b-C_1");
        assertThat(caller.leftOut()).singleElement().asString().contains("\"with space\"");
        assertThat(caller.problems()).isEmpty();
    }

    @Test
    void buildParametersThatDoNotFitStopTheTaskAndOthersAreLeftOut() {
        Map<String, String> given = Map.of(
                "LONG",
                "x".repeat(CallerVariables.LONGEST),
                "NUL",
                "\0",
                "LONG_TOO",
                "x".repeat(CallerVariables.LONGEST));
        CallerVariables caller = of(given, Set.of(), Set.of("LONG", "NUL"));

        assertThat(caller.plain()).isEmpty();
        assertThat(caller.leftOut()).singleElement().asString().contains("LONG_TOO");
        assertThatThrownBy(() -> read(caller))
                .isInstanceOfSatisfying(
                        InvalidParameters.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "build parameter LONG: cannot be an environment variable: it has 131076 bytes."
                                                + " The limit is 131071. passEnv can exclude it",
                                        "build parameter NUL: cannot be an environment variable: it contains a NUL"
                                                + " character. passEnv can exclude it"));
    }

    @Test
    void allTogetherAreBoundedAndBuildParametersGoFirst() throws InvalidParameters {
        Map<String, String> given = new HashMap<>(Map.of("Z", "\u0001".repeat(10_000)));
        for (int i = 0; i < 1_000; i++) {
            given.put("V" + i, "\u0001".repeat(1_000));
        }

        CallerVariables caller = of(given, Set.of(), Set.of("Z"));

        assertThat(caller.problems()).isEmpty();
        assertThat(caller.plain()).containsKey("Z").hasSizeBetween(10, 100);
        int leftOut = 1_001 - caller.plain().size();
        assertThat(caller.leftOut())
                .hasSize(21)
                .endsWith("The container does not get " + (leftOut - 20) + " more variables");
        assertThat(read(caller).manifest().length()).isLessThan(512 * 1024);
    }

    @Test
    void oneByOneTheyMayBeAsLongAsLinuxAllows() {
        String value = "x".repeat(CallerVariables.LONGEST - 2);

        assertThat(of(Map.of("A", value), Set.of(), Set.of("A")).plain()).isEqualTo(Map.of("A", value));
        assertThat(of(Map.of("A", value + "x"), Set.of(), Set.of("A")).problems())
                .hasSize(1);
        assertThat(List.of(CallerVariables.none().plain())).containsOnly(Map.of());
    }
}
