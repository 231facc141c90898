package io.jenkins.plugins.runpod.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.cloudbees.jenkins.plugins.sshcredentials.impl.BasicSSHUserPrivateKey;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.CertificateCredentialsImpl;
import com.fasterxml.jackson.databind.node.ObjectNode;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.runpod.cluster.EmbeddedCluster;
import io.jenkins.plugins.runpod.cluster.Resource;
import io.jenkins.plugins.runpod.engine.spec.SecretFiles;
import io.jenkins.plugins.runpod.freestyle.RunPodBuilder;
import io.jenkins.plugins.runpod.testing.SecretSearch;
import io.jenkins.plugins.runpod.testing.WithCluster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.crypto.spec.SecretKeySpec;
import org.jenkinsci.plugins.credentialsbinding.impl.FileBinding;
import org.jenkinsci.plugins.credentialsbinding.impl.SecretBuildWrapper;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

@WithJenkins
@WithCluster
class RunPodSecretFilesTest {
    private static final String TOKEN = "glpat-7391oldTownLamp";
    private static final String KEY_LINE = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtz";
    private static final String KEY =
            "-----BEGIN OPENSSH PRIVATE KEY-----\n" + KEY_LINE + "\n-----END OPENSSH PRIVATE KEY-----";
    private static final String PASSPHRASE = "brass-kettle-2208";
    private static final String PASSWORD = "turnstile-4417-north";

    private static JenkinsRule jenkins;
    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start(JenkinsRule rule) throws Exception {
        jenkins = rule;
        PipelinePods.configure(cluster.url());
        add(new FileCredentialsImpl(
                CredentialsScope.GLOBAL,
                "config",
                "",
                "config",
                secret(("token: " + TOKEN + "\nname: a\n").getBytes(StandardCharsets.UTF_8))));
        add(new BasicSSHUserPrivateKey(
                CredentialsScope.GLOBAL,
                "deploy-key",
                "deployer",
                new BasicSSHUserPrivateKey.DirectEntryPrivateKeySource(KEY),
                PASSPHRASE,
                ""));
        add(new CertificateCredentialsImpl(
                CredentialsScope.GLOBAL,
                "certificate",
                "",
                PASSWORD,
                new CertificateCredentialsImpl.UploadedKeyStoreSource(null, secret(keyStore()))));
        add(new FileCredentialsImpl(CredentialsScope.GLOBAL, "archive", "", "archive.zip", secret(zip())));
        SystemCredentialsProvider.getInstance().save();
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    private static void add(Credentials some) {
        SystemCredentialsProvider.getInstance().getCredentials().add(some);
    }

    private static SecretBytes secret(byte[] content) {
        return SecretBytes.fromBytes(content);
    }

    private static byte[] keyStore() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setEntry(
                "lamp",
                new KeyStore.SecretKeyEntry(new SecretKeySpec(new byte[16], "AES")),
                new KeyStore.PasswordProtection(PASSWORD.toCharArray()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        store.store(bytes, PASSWORD.toCharArray());
        return bytes.toByteArray();
    }

    private static byte[] zip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("page"));
        }
        return bytes.toByteArray();
    }

    private static byte[] content(ObjectNode secret, String path) {
        return Base64.getDecoder()
                .decode(secret.at("/data/" + SecretFiles.key(path)).asText());
    }

    private static Path home() {
        return jenkins.jenkins.getRootDir().toPath();
    }

    @Test
    void theFilesAreInTheSecretAndInTheContainerAndNowhereElse(@TempDir Path folder) throws Exception {
        Path goOn = folder.resolve("go-on");
        WorkflowRun build = PipelinePods.start(jenkins, """
                runPod image: 'busybox',
                    secretFiles: ['/run/secrets/config': 'config', '/run/secrets/key': 'deploy-key', '/run/store.p12': 'certificate'],
                    secretEnv: [STORE: 'certificate', KEY: 'deploy-key'],
                    command: '''
                        cat /run/secrets/config /run/secrets/key
                        echo "store <$(base64 -w0 < /run/store.p12)> password <$STORE>"
                        echo "passphrase <$KEY> <$KEY_PSW> of $KEY_USR"
                        while [ ! -e %s ]; do sleep 0.2; done'''
                """.formatted(goOn));
        jenkins.waitForMessage("of deployer", build);

        List<ObjectNode> secrets = secrets();
        assertThat(secrets).hasSize(1);
        assertThat(new String(content(secrets.get(0), "/run/secrets/key"), StandardCharsets.UTF_8))
                .isEqualTo(KEY + "\n");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(content(secrets.get(0), "/run/store.p12")), PASSWORD.toCharArray());
        assertThat(store.containsAlias("lamp")).isTrue();
        assertThat(cluster.store().list(Resource.PODS, "", pod -> true).items().toString())
                .contains("/run/store.p12")
                .doesNotContain(values());
        Files.createFile(goOn);

        jenkins.assertBuildStatus(Result.SUCCESS, jenkins.waitForCompletion(build));
        assertThat(JenkinsRule.getLog(build))
                .contains(
                        "token: ****\nname: a\n-----BEGIN OPENSSH PRIVATE KEY-----\n****\n-----END",
                        "store <****",
                        "> password <****>",
                        "passphrase <****> <****> of deployer")
                .doesNotContain(values());
        assertThat(SecretSearch.files(home(), values())).isEmpty();
        await().until(() -> secrets().isEmpty());
    }

    @Test
    void filesOfBindingsAroundTheStepAreInThePod() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.SUCCESS, """
                node {
                    withCredentials([
                            file(credentialsId: 'config', variable: 'CONFIG'),
                            sshUserPrivateKey(credentialsId: 'deploy-key', keyFileVariable: 'KEY'),
                            certificate(credentialsId: 'certificate', keystoreVariable: 'STORE'),
                            zip(credentialsId: 'archive', variable: 'FOLDER')]) {
                        dir('elsewhere') {
                            withEnv(["OPTIONS=-i ${KEY}"]) {
                                runPod image: 'busybox', retention: 'keep',
                                    command: 'cat "$CONFIG" "${OPTIONS#-i }"; test -s "$STORE"; ls "$FOLDER/page" || true'
                            }
                        }
                    }
                }""");

        assertThat(JenkinsRule.getLog(build))
                .contains(
                        "Warning: The container does not get the folder of the variable FOLDER",
                        "token: ****\nname: a\n-----BEGIN OPENSSH PRIVATE KEY-----\n****\n-----END")
                .doesNotContain(values());
        assertThat(cluster.store().list(Resource.PODS, "", pod -> true).items().toString())
                .contains(
                        "\"/run/secrets/run-pod/CONFIG/config\"",
                        "\"/run/secrets/run-pod/KEY/ssh-key-KEY\"",
                        "\"/run/secrets/run-pod/STORE/keystore-STORE\"")
                .doesNotContain("secretFiles")
                .doesNotContain(values());
        assertThat(content(secrets().get(0), "/run/secrets/run-pod/KEY/ssh-key-KEY"))
                .asString(StandardCharsets.UTF_8)
                .startsWith(KEY + "\n");
        assertThat(SecretSearch.files(home(), values())).isEmpty();
        build.delete();
        await().until(() -> secrets().isEmpty());
    }

    @Test
    void filesOfBindingsOfAFreestyleBuildAreInThePod() throws Exception {
        FreeStyleProject job = jenkins.createFreeStyleProject();
        job.getBuildWrappersList().add(new SecretBuildWrapper(List.of(new FileBinding("CONFIG", "config"))));
        RunPodStep step = new RunPodStep();
        step.setImage("busybox");
        step.setCommand("cat \"$CONFIG\"");
        job.getBuildersList().add(new RunPodBuilder(step));

        FreeStyleBuild build = jenkins.buildAndAssertSuccess(job);

        jenkins.assertLogContains("token: ****\nname: a", build);
        await().until(() -> secrets().isEmpty());
    }

    private static String[] values() {
        return Stream.of(TOKEN, KEY_LINE, PASSPHRASE, PASSWORD)
                .flatMap(value ->
                        Stream.of(value, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))))
                .toArray(String[]::new);
    }

    private static List<ObjectNode> secrets() {
        return cluster.store().list(Resource.SECRETS, "", secret -> true).items();
    }

    @Test
    void credentialsThatDoNotFitAreAllNamed() throws Exception {
        WorkflowRun build = PipelinePods.run(
                jenkins,
                Result.FAILURE,
                "runPod image: 'busybox', secretFiles: ['/run/a': 'no-such-id'], secretEnv: [B: 'config']");

        jenkins.assertLogContains("/run/a: this build has no access to credentials with the id no-such-id", build);
        jenkins.assertLogContains("B: the credentials config are a file. Use secretFiles instead of secretEnv", build);
        assertThat(secrets()).isEmpty();
    }

    @Test
    void aUserCannotNameAFileOfTheAgent() throws Exception {
        WorkflowRun build = PipelinePods.run(jenkins, Result.FAILURE, """
                node {
                    withEnv(['F=/etc/hostname']) {
                        runPod image: 'busybox', secretFiles: ['/run/a': '(the file of a variable) F']
                    }
                }
                """);

        jenkins.assertLogContains("- secretFiles: /run/a needs the id of credentials", build);
        assertThat(secrets()).isEmpty();
    }
}
