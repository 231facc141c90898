package io.jenkins.plugins.runpod.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.engine.spec.OneMoreParameter;
import io.jenkins.plugins.runpod.engine.spec.ParameterField;
import io.jenkins.plugins.runpod.engine.spec.TaskParameters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class TaskOptionsTest {
    @TempDir
    private Path folder;

    private final OneMoreParameter parameters = new OneMoreParameter();
    private final TaskOptions options = new TaskOptions(parameters);
    private final CommandLine line = new CommandLine(CommandSpec.create());
    private final List<String> problems = new ArrayList<>();

    TaskOptionsTest() {
        options.addTo(line.getCommandSpec());
    }

    private void parse(String... args) {
        line.parseArgs(args);
        options.read(List.of(), problems);
    }

    @Test
    void aParameterThatIsDeclaredIsAnOptionWithHelp() {
        parse("--warm-up-time", "10m");

        assertThat(parameters.warmUpTime).isEqualTo("10m");
        assertThat(line.getUsageMessage()).containsPattern("--warm-up-time=TIME\\s+How long it may warm up\\.");
    }

    @Test
    void everyParameterHasALabelAndASentence() {
        assertThat(new TaskParameters().declared())
                .allSatisfy(parameter -> assertThat(parameter.label()).isNotBlank())
                .allSatisfy(parameter -> assertThat(parameter.summary()).isNotBlank());
    }

    @Test
    void everyKindIsRead() throws Exception {
        Path pod = Files.writeString(folder.resolve("pod.yaml"), "kind: Pod");

        parse(
                "-n",
                "builds",
                "--args",
                "a",
                "--args=-b",
                "--env",
                "A=b=c",
                "--env",
                "B=",
                "--secret-env",
                "TOKEN",
                "--secret-env",
                "KEY=OTHER",
                "--attempts",
                "2",
                "--image-error-rules",
                "a=b=PERMANENT",
                "--yaml",
                pod.toString());

        assertThat(problems).isEmpty();
        assertThat(parameters.namespace).isEqualTo("builds");
        assertThat(parameters.args).containsExactly("a", "-b");
        assertThat(parameters.env).isEqualTo(Map.of("A", "b=c", "B", ""));
        assertThat(parameters.secretEnv).isEqualTo(Map.of("TOKEN", "TOKEN", "KEY", "OTHER"));
        assertThat(parameters.attempts).isEqualTo(2);
        assertThat(parameters.imageErrorRules).isEqualTo(Map.of("a=b", "PERMANENT"));
        assertThat(parameters.yaml).isEqualTo("kind: Pod");
    }

    @Test
    void whatIsNotGivenStaysAsItWas() {
        parse();

        for (ParameterField parameter : parameters.declared()) {
            assertThat(parameters.get(parameter)).isEqualTo(new OneMoreParameter().get(parameter));
        }
    }
}
