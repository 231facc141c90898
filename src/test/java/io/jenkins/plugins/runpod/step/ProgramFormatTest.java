package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.runpod.files.ArtifactsOutput;
import io.jenkins.plugins.runpod.files.JUnitOutput;
import io.jenkins.plugins.runpod.files.PatternOutput;
import io.jenkins.plugins.runpod.files.StashInput;
import io.jenkins.plugins.runpod.files.StashOutput;
import io.jenkins.plugins.runpod.files.WorkspaceInput;
import io.jenkins.plugins.runpod.files.WorkspaceOutput;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What {@code program.dat} holds of a step whose task is saved is what the golden files say. Pipeline writes the same fields, by the
 * same rules, in an encoding of its own. {@code mvn test -Dtest=ProgramFormatTest -Dgolden=write} writes the files. After a release
 * that breaks builds that run.
 */
class ProgramFormatTest {
    private static final Path FOLDER = Path.of("src/test/resources/io/jenkins/plugins/runpod/step/golden");
    private static final Path FIELDS = FOLDER.resolve("program-fields.txt");
    private static final Path BYTES = FOLDER.resolve("program-step.txt");
    private static final String WHAT_TO_DO = "program.dat has changed. Restore the name or type of the field,"
            + " or give the new field a default for programs that do not have it";

    @BeforeAll
    static void write() throws Exception {
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(FOLDER);
            Files.writeString(FIELDS, fields());
            Files.writeString(
                    BYTES, Base64.getMimeEncoder(76, new byte[] {10}).encodeToString(bytes(savedStep())) + "\n");
        }
    }

    @Test
    void fieldsAreThoseOfTheGoldenFile() throws Exception {
        assertThat(fields()).as(WHAT_TO_DO).isEqualTo(Files.readString(FIELDS));
    }

    @Test
    void stepOfTheGoldenFileIsRead() throws Exception {
        byte[] golden = Base64.getMimeDecoder().decode(Files.readString(BYTES));
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(golden))) {
            RunPodStepExecution read = (RunPodStepExecution) in.readObject();

            assertThat(read.task()).isEqualTo("00000000-0000-4000-8000-000000000001");
            assertThat(value(read, "controller")).isEqualTo("controller");
            assertThat(value(read, "step")).isNull();
            assertThat(bytes(read)).as(WHAT_TO_DO).isEqualTo(golden);
        }
    }

    /** Of all classes whose objects Pipeline saves, in the program or with a node of its graph. */
    private static String fields() throws ReflectiveOperationException {
        List<Class<?>> saved = new ArrayList<>(List.of(
                RunPodStepExecution.class,
                RunPodStep.class,
                StashInput.class,
                WorkspaceInput.class,
                PatternOutput.class,
                ArtifactsOutput.class,
                JUnitOutput.class,
                StashOutput.class,
                WorkspaceOutput.class,
                RunPodResult.class,
                RunPodException.class,
                PodTaskAction.class,
                Class.forName(StepDelivery.class.getName() + "$Interruption"),
                RunPodCondition.class));
        saved.addAll(List.of(RunPodCondition.class.getDeclaredClasses()));
        return saved.stream()
                .filter(type -> type == PodTaskAction.class || Serializable.class.isAssignableFrom(type))
                .map(ProgramFormatTest::fields)
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static String fields(Class<?> type) {
        ObjectStreamClass stream = ObjectStreamClass.lookup(type);
        return type.getName() + "\n"
                + (stream == null ? "" : "  serialVersionUID " + stream.getSerialVersionUID() + "\n")
                + Arrays.stream(type.getDeclaredFields())
                        .filter(field -> !Modifier.isStatic(field.getModifiers()))
                        .filter(field -> !Modifier.isTransient(field.getModifiers()) && !field.isSynthetic())
                        .map(field -> "  " + field.getName() + " " + field.getGenericType() + "\n")
                        .sorted()
                        .collect(Collectors.joining());
    }

    /** Without a context, which is Pipeline's own. */
    private static RunPodStepExecution savedStep() throws Exception {
        RunPodStepExecution step = new RunPodStepExecution((StepContext) null, null);
        set(step, "task", "00000000-0000-4000-8000-000000000001");
        set(step, "controller", "controller");
        return step;
    }

    private static byte[] bytes(RunPodStepExecution step) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(step);
        }
        return bytes.toByteArray();
    }

    private static Object value(RunPodStepExecution step, String name) throws Exception {
        return field(name).get(step);
    }

    private static void set(RunPodStepExecution step, String name, Object value) throws Exception {
        field(name).set(step, value);
    }

    private static Field field(String name) throws NoSuchFieldException {
        Field field = RunPodStepExecution.class.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
