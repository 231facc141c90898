package io.jenkins.plugins.runpod.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who may use whom: the rules of {@code docs/design.md}, for as much of the plugin as is on the class path. */
final class ArchitectureTest {
    private static final String ROOT = "io.jenkins.plugins.runpod";
    private static final String ENGINE = ROOT + ".engine";
    private static final JavaClasses MAIN =
            new ClassFileImporter().withImportOption(ArchitectureTest::isMain).importPackages(ROOT);
    private static final JavaClasses ALL = new ClassFileImporter().importPackages(ROOT);

    /** The packages of {@code engine} below its shell, each with those that it may use. */
    private static final Map<String, String[]> LAYERS = Map.ofEntries(
            layer("time", "text"),
            layer("text"),
            layer("file"),
            layer("archive", "text"),
            layer("pod", "text"),
            layer("diagnosis", "pod", "transfer"),
            layer("lifecycle", "diagnosis", "pod", "text", "time"),
            layer("manifest", "pod", "text"),
            layer("spec", "archive", "lifecycle", "diagnosis", "manifest", "pod", "text", "transfer"),
            layer("transfer", "archive", "pod", "text"),
            layer("exchange", "archive", "file", "diagnosis", "kube", "lifecycle", "transfer", "text", "time"),
            layer("log", "time"),
            layer("kube", "pod", "log"),
            layer("kube.access"),
            layer("kube.http2", "time"),
            layer("kube.client", "kube", "kube.access", "kube.http2", "pod", "log", "text", "time"),
            layer("secret", "kube", "log", "pod", "text", "time"),
            layer("admission", "spec", "diagnosis", "pod", "file", "time"),
            layer("tenancy", "kube", "log", "pod", "time"));

    private static boolean isMain(Location location) {
        return new ImportOption.DoNotIncludeTests().includes(location)
                && !location.contains("runpod/cli/")
                && !location.contains("runpod/cluster/");
    }

    private static Map.Entry<String, String[]> layer(String name, String... uses) {
        return Map.entry(name, uses);
    }

    @Test
    void noPackageIsPartOfACircle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void theEngineKnowsNothingOfJenkins() {
        noClasses()
                .that()
                .resideInAPackage(ENGINE + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("hudson..", "jenkins..", "org.jenkinsci..", "org.kohsuke..")
                .orShould()
                .dependOnClassesThat(JavaClass.Predicates.resideInAPackage(ROOT + "..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage(ENGINE + "..")))
                .check(MAIN);
    }

    @Test
    void eachPackageOfTheEngineUsesOnlyWhatIsBelowIt() {
        LAYERS.forEach((name, uses) -> {
            var allowed = new TreeSet<String>();
            allowed.add(ENGINE + "." + name);
            for (String used : uses) {
                allowed.add(ENGINE + "." + used);
            }
            classes()
                    .that()
                    .resideInAPackage(ENGINE + "." + name)
                    .should()
                    .onlyDependOnClassesThat(JavaClass.Predicates.resideOutsideOfPackage(ROOT + "..")
                            .or(JavaClass.Predicates.resideInAnyPackage(allowed.toArray(String[]::new))))
                    .check(MAIN);
        });
    }

    @Test
    void eachPackageOfTheEngineHasARule() {
        var packages = new TreeSet<String>();
        MAIN.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ENGINE + "."))
                .map(name -> name.substring(ENGINE.length() + 1))
                .forEach(packages::add);
        assertThat(packages).isEqualTo(new TreeSet<>(LAYERS.keySet()));
    }

    @Test
    void onlyTheClientTalksHttp() {
        noClasses()
                .that()
                .resideInAPackage(ENGINE + "..")
                .and()
                .resideOutsideOfPackages(ENGINE + ".kube.client", ENGINE + ".kube.access")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8.kubernetes.client", "io.fabric8.kubernetes.client.http..", "java.net.http..")
                .check(MAIN);
    }

    @Test
    void onlyOnePackageKnowsTheLibraryOfHttp2() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ENGINE + ".kube.http2")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.hc..")
                .check(MAIN);
    }

    /** What fabric8 finds otherwise depends on the thread. */
    @Test
    void eachClientNamesItsTransport() {
        assertThat(MAIN.stream().filter(ArchitectureTest::buildsAClient))
                .allSatisfy(type -> assertThat(type.getMethodCallsFromSelf())
                        .as(type.getName())
                        .anyMatch(call -> call.getName().equals("withHttpClientFactory")));
    }

    private static boolean buildsAClient(JavaClass type) {
        return type.getConstructorCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(KubernetesClientBuilder.class));
    }

    /** The readers of Ant for archives are not for strangers' ones. */
    @Test
    void onlyArchivesUseAntAndOnlyItsPatterns() {
        noClasses()
                .that()
                .resideInAPackage(ENGINE + "..")
                .and()
                .resideOutsideOfPackage(ENGINE + ".archive")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.tools..")
                .check(MAIN);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.tools.tar..", "org.apache.tools.zip..")
                .check(MAIN);
    }

    @Test
    void theHistoryUsesTheEngineAlone() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".history")
                .should()
                .onlyDependOnClassesThat(JavaClass.Predicates.resideInAnyPackage(
                        "java..", "com.fasterxml.jackson..", ENGINE + "..", ROOT + ".history"))
                .allowEmptyShould(true) // the standalone build has the engine alone
                .check(MAIN);
    }

    /** Without these plugins Jenkins leaves out what needs them. */
    @Test
    void onlyTheirOwnPackagesUsePluginsThatWatchOthers() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".metrics", ROOT + ".tracing")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.codahale.metrics..",
                        "jenkins.metrics..",
                        "io.prometheus..",
                        "io.opentelemetry..",
                        "io.jenkins.plugins.opentelemetry..")
                .check(MAIN);
    }

    @Test
    void theRuntimeIsBelowThePages() {
        noClasses()
                .that()
                .resideInAnyPackage(ROOT + ".runtime", ROOT + ".config")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".step",
                        ROOT + ".freestyle",
                        ROOT + ".ui",
                        ROOT + ".housekeeping",
                        ROOT + ".metrics",
                        ROOT + ".tracing",
                        ROOT + ".binding")
                .allowEmptyShould(true) // the standalone build has the engine alone
                .check(MAIN);
    }

    @Test
    void noTwoClassesOfTheEngineAndTheEmbeddedClusterShareAName() {
        Map<String, TreeSet<String>> names = new TreeMap<>();
        ALL.stream()
                .filter(type -> isMainOrCluster(type) && type.isTopLevelClass())
                .filter(type -> !type.getSimpleName().equals("package-info"))
                .forEach(type -> names.computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
                        .add(type.getName()));
        assertThat(names.values()).allSatisfy(types -> assertThat(types).hasSize(1));
    }

    /** Also not a nested one. */
    @Test
    void noClassOfTheEngineHasTheNameOfOneOfTheEmbeddedCluster() {
        Set<String> ofEngine = named(type -> type.getPackageName().startsWith(ENGINE) && MAIN.contain(type.getName()));
        Set<String> ofCluster = named(type -> type.getPackageName().equals(ROOT + ".cluster"));
        assertThat(ofEngine).isNotEmpty().doesNotContainAnyElementsOf(ofCluster);
    }

    private static Set<String> named(Predicate<JavaClass> which) {
        return ALL.stream()
                .filter(which)
                .map(JavaClass::getSimpleName)
                .filter(name -> !name.isEmpty() && !name.equals("package-info"))
                .collect(Collectors.toSet());
    }

    private static boolean isMainOrCluster(JavaClass type) {
        return type.getPackageName().equals(ROOT + ".cluster")
                || MAIN.contain(type.getName()) && type.getPackageName().startsWith(ENGINE);
    }
}
