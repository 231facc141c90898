package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import hudson.model.Action;
import hudson.model.Describable;
import hudson.model.Items;
import io.jenkins.plugins.runpod.config.ClusterConfiguration;
import io.jenkins.plugins.runpod.config.FolderRule;
import io.jenkins.plugins.runpod.config.NamespacesInUse;
import io.jenkins.plugins.runpod.config.PodPreset;
import io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration;
import io.jenkins.plugins.runpod.engine.diagnosis.Verdict;
import io.jenkins.plugins.runpod.engine.lifecycle.CauseSpan;
import io.jenkins.plugins.runpod.engine.lifecycle.ResultBuilder;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskResult;
import io.jenkins.plugins.runpod.files.ArtifactsOutput;
import io.jenkins.plugins.runpod.files.JUnitOutput;
import io.jenkins.plugins.runpod.files.StashInput;
import io.jenkins.plugins.runpod.files.StashOutput;
import io.jenkins.plugins.runpod.files.WorkspaceInput;
import io.jenkins.plugins.runpod.files.WorkspaceOutput;
import io.jenkins.plugins.runpod.folder.FolderPresets;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * Files of Jenkins and of builds name no class for a collection that is Java's own affair. A later Java need not have it, and Jenkins
 * may read it by force only. All that users can set is set here from such collections.
 */
@WithJenkins
class SavedCollectionsTest {
    private static final String[] AFFAIRS_OF_JAVA = {
        "java.util.Immutable", "CollSer", "java.util.Collections", "java.util.Arrays", "java.util.Optional", "java.time"
    };
    private static final String CONFIGURATION = RunPodGlobalConfiguration.class.getName() + ".xml";

    /** As earlier versions saved it: with rules, without rules, and before there were any. */
    private static final String EARLIER = """
            <?xml version='1.1' encoding='UTF-8'?>
            <io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration>
              <clusters>
                <io.jenkins.plugins.runpod.config.ClusterConfiguration>
                  <name>one</name>
                  <folders class="java.util.ImmutableCollections$List12" resolves-to="java.util.CollSer" serialization="custom">
                    <java.util.CollSer>
                      <default>
                        <tag>1</tag>
                      </default>
                      <int>1</int>
                      <io.jenkins.plugins.runpod.config.FolderRule>
                        <folder>team</folder>
                        <namespaces>builds</namespaces>
                      </io.jenkins.plugins.runpod.config.FolderRule>
                    </java.util.CollSer>
                  </folders>
                </io.jenkins.plugins.runpod.config.ClusterConfiguration>
                <io.jenkins.plugins.runpod.config.ClusterConfiguration>
                  <name>none</name>
                  <folders class="java.util.ImmutableCollections$ListN" resolves-to="java.util.CollSer" serialization="custom">
                    <java.util.CollSer>
                      <default>
                        <tag>1</tag>
                      </default>
                      <int>0</int>
                    </java.util.CollSer>
                  </folders>
                </io.jenkins.plugins.runpod.config.ClusterConfiguration>
                <io.jenkins.plugins.runpod.config.ClusterConfiguration>
                  <name>before-rules</name>
                </io.jenkins.plugins.runpod.config.ClusterConfiguration>
              </clusters>
            </io.jenkins.plugins.runpod.config.RunPodGlobalConfiguration>
            """;

    private static JenkinsRule jenkins;

    @BeforeAll
    static void start(JenkinsRule rule) {
        jenkins = rule;
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    /** An instance of each type that is saved. */
    private static List<Object> saved() throws Exception {
        FolderRule rule = filled(new FolderRule("team"));
        ClusterConfiguration cluster = filled(new ClusterConfiguration("filled"));
        cluster.setFolders(List.of(rule));
        PodPreset preset = filled(new PodPreset("maven"));
        cluster.setPresets(List.of(preset));
        FolderPresets folder = filled(new FolderPresets());
        folder.setPresets(List.of(preset));
        RunPodStep step = filled(new RunPodStep());
        TaskResult result = ResultBuilder.aResult(Verdict.TASK_FAILED)
                .exitCode(1)
                .ran(Instant.EPOCH, Instant.EPOCH.plusSeconds(1))
                .causes(List.of(new CauseSpan(
                        1,
                        Verdict.RATE_LIMITED,
                        "RegistryRateLimit",
                        "",
                        "",
                        Instant.EPOCH,
                        Instant.EPOCH.plusSeconds(9))))
                .build();
        RunPodCondition.TaskFailed failed = filled(new RunPodCondition.TaskFailed());
        return List.of(
                rule,
                preset,
                folder,
                cluster,
                new ClusterConfiguration("with standard values"),
                step,
                new RunPodStep(),
                new RunPodBuilder(step),
                new RunPodStepExecution((StepContext) null, step),
                new RunPodResult(result),
                new RunPodException(result),
                new PodTaskAction("task"),
                interruption(),
                failed,
                new RunPodCondition.NeverStarted(),
                new RunPodCondition.OutcomeUnknown(),
                new RunPodCondition.Permanent(),
                filled(new StashInput("sources")),
                filled(new WorkspaceInput("**")),
                filled(new ArtifactsOutput("**")),
                filled(new JUnitOutput("**")),
                filled(new StashOutput("classes")),
                filled(new WorkspaceOutput("**")));
    }

    private static Object interruption() throws Exception {
        var constructor =
                Class.forName(StepDelivery.class.getName() + "$Interruption").getDeclaredConstructor(String.class);
        constructor.setAccessible(true);
        return constructor.newInstance("why");
    }

    /** Gives each property of a form a value. */
    private static <T> T filled(T object) throws Exception {
        for (Method setter : object.getClass().getMethods()) {
            if (setter.isAnnotationPresent(DataBoundSetter.class)) {
                setter.invoke(object, value(setter));
            }
        }
        return object;
    }

    private static Object value(Method setter) {
        Class<?> type = setter.getParameterTypes()[0];
        if (setter.getName().equals("setResources")) {
            return Map.of("requests", Map.of("cpu", "1"));
        } else if (setter.getName().equals("setFolders") || setter.getName().equals("setPresets")) {
            return List.of();
        } else if (setter.getName().equals("setPodSecurity")) {
            return "restricted";
        } else if (setter.getName().equals("setMostFileBytes")) {
            return "1Gi";
        } else if (setter.getName().equals("setImageMirrors")) {
            return "docker.io=mirror.example";
        } else if (setter.getName().matches("setYaml|setEnforced")) {
            return "metadata: {labels: {a: b}}";
        } else if (setter.getName().endsWith("Timeout")) {
            return "10m";
        } else if (setter.getName().equals("setExitCodes")) {
            return List.of(1, 2);
        } else if (setter.getName().equals("setRetryOn")) {
            return Map.of("exitCode", List.of(1, 2), "neverStarted", true);
        } else if (type == Map.class) {
            return Map.of("a", "b");
        } else if (type == List.class) {
            return List.of("a", "b");
        } else if (type == boolean.class) {
            return true;
        }
        return type == String.class ? "text" : 3;
    }

    @Test
    void everyTypeThatIsSavedIsTried() throws Exception {
        Set<String> types = new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.jenkins.plugins.runpod")
                        .stream()
                        .filter(SavedCollectionsTest::isSaved)
                        .map(JavaClass::getName)
                        .collect(Collectors.toSet());

        assertThat(saved().stream().map(one -> one.getClass().getName()).collect(Collectors.toSet()))
                .containsAll(types);
    }

    /** Of classes that Jenkins finds by annotation there is one, which is saved by itself or not at all. */
    private static boolean isSaved(JavaClass type) {
        return !type.getPackageName().contains(".engine")
                && !type.getPackageName().endsWith(".cli")
                && !type.isEnum()
                && !type.isInterface()
                && !type.getModifiers().contains(JavaModifier.ABSTRACT)
                && !type.isAnnotatedWith("hudson.Extension")
                && !type.getName().endsWith(".PodsAction") // made anew for each request
                && !type.getName().endsWith(".PresetsAction") // the same
                && !type.getName().endsWith(".FolderHistory") // the same
                && !type.getName().endsWith(".BuildLogMedium$Listener") // never leaves the process
                && !type.getName().endsWith(".SurroundingSecrets$Values") // the same
                && !type.getName()
                        .endsWith(".SavedOutputs$Unreadable") // stands for one that cannot be read, and is not written
                && !type.isAssignableTo("hudson.FilePath$FileCallable") // for an agent at this moment
                && !type.isAssignableTo("hudson.util.DirScanner") // the same
                && !(type.isAssignableTo(Exception.class)
                        && type.getFields().stream()
                                .allMatch(field -> field.getModifiers().contains(JavaModifier.STATIC)))
                && (type.isAssignableTo(Serializable.class)
                        || type.isAssignableTo(Describable.class)
                        || type.isAssignableTo(Action.class));
    }

    @Test
    void xmlOfJobsAndBuildsNamesNoSuchClass() throws Exception {
        for (Object one : saved()) {
            Object what =
                    one instanceof RunPodException failure ? failure.getPod() : one; // the rest is Java's exception
            assertThat(Items.XSTREAM2.toXML(what)).as(one.getClass().getName()).doesNotContain(AFFAIRS_OF_JAVA);
        }
    }

    @Test
    void programsOfPipelinesNameNoSuchClass() throws Exception {
        for (Object one : saved()) {
            Object what = one instanceof RunPodException failure ? failure.getPod() : one;
            if (what instanceof Serializable) {
                assertThat(serialized(what)).as(one.getClass().getName()).doesNotContain(AFFAIRS_OF_JAVA);
            }
        }
    }

    private static String serialized(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void filesInTheHomeNameNoSuchClass() throws Exception {
        RunPodGlobalConfiguration.get()
                .setClusters(saved().stream()
                        .filter(ClusterConfiguration.class::isInstance)
                        .map(ClusterConfiguration.class::cast)
                        .toList());
        NamespacesInUse.get().use("filled", "default");

        for (String name : List.of(CONFIGURATION, "run-pod-namespaces.xml")) {
            assertThat(Files.readString(home().resolve(name)))
                    .as(name)
                    .contains("filled")
                    .doesNotContain(AFFAIRS_OF_JAVA);
        }
    }

    @Test
    void configurationOfAnEarlierVersionIsReadAndSavedWithoutThem() throws Exception {
        Files.writeString(home().resolve(CONFIGURATION), EARLIER);

        RunPodGlobalConfiguration.get().load();
        RunPodGlobalConfiguration.get().save();

        assertThat(RunPodGlobalConfiguration.get().getClusters())
                .extracting(cluster -> cluster.getName()
                        + cluster.getFolders().stream()
                                .map(rule -> rule.getFolder() + "=" + rule.getNamespaces())
                                .toList())
                .containsExactly("one[team=builds]", "none[]", "before-rules[]");
        assertThat(Files.readString(home().resolve(CONFIGURATION)))
                .contains("team")
                .doesNotContain(AFFAIRS_OF_JAVA);
    }

    private static Path home() {
        return jenkins.jenkins.getRootDir().toPath();
    }
}
