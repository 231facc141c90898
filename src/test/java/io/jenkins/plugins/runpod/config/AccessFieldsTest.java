package io.jenkins.plugins.runpod.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SecretBytes;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.CertificateCredentialsImpl;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.ProxyConfiguration;
import hudson.model.Result;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.fabric8.kubernetes.client.Config;
import io.jenkins.plugins.runpod.step.PipelinePods;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jenkinsci.plugins.plaincredentials.impl.FileCredentialsImpl;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Each field that says how a cluster is reached has an effect, or is an error wherever it could be noticed. */
@WithJenkins
class AccessFieldsTest {
    private static final String HTTPS = "https://127.0.0.1:1";
    private static final String HTTP = "http://127.0.0.1:1";
    private static final String KUBECONFIG = """
            current-context: one
            contexts:
            - {name: one, context: {cluster: c, user: u, namespace: of-kubeconfig}}
            - {name: two, context: {cluster: d, user: u}}
            clusters:
            - {name: c, cluster: {server: "https://127.0.0.1:1"}}
            - {name: d, cluster: {server: "https://127.0.0.1:2", proxy-url: "http://127.0.0.1:3"}}
            users:
            - {name: u, user: {token: sesame}}
            """;
    private static final String COMMAND =
            KUBECONFIG.replace("{token: sesame}", "{exec: {apiVersion: client.authentication.k8s.io/v1, command: id}}");

    private static JenkinsRule jenkins;
    private static String pem;

    @BeforeAll
    static void start(JenkinsRule rule, @TempDir Path folder) throws Exception {
        jenkins = rule;
        pem = certificate();
        add(new StringCredentialsImpl(CredentialsScope.SYSTEM, "token", "", Secret.fromString("sesame")));
        add(new UsernamePasswordCredentialsImpl(CredentialsScope.SYSTEM, "login", "", "ali", "open sesame 1234"));
        add(new CertificateCredentialsImpl(
                CredentialsScope.SYSTEM,
                "certificate",
                "",
                "a long password",
                new CertificateCredentialsImpl.UploadedKeyStoreSource(null, SecretBytes.fromBytes(keys(folder)))));
        add(file("kubeconfig", KUBECONFIG));
        add(file("command", COMMAND));
    }

    private static void add(Credentials some) {
        SystemCredentialsProvider.getInstance().getCredentials().add(some);
    }

    private static FileCredentialsImpl file(String id, String text) throws Exception {
        return new FileCredentialsImpl(
                CredentialsScope.SYSTEM,
                id,
                "",
                "config",
                SecretBytes.fromBytes(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] keys(Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        "RSA",
                        "-dname",
                        "CN=ali",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "a long password",
                        "-keystore",
                        file.toString())
                .inheritIO()
                .start();
        assertThat(made.waitFor()).isZero();
        return Files.readAllBytes(file);
    }

    /** Any certificate that Java trusts. */
    private static String certificate() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        X509TrustManager trusted = (X509TrustManager) factory.getTrustManagers()[0];
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(trusted.getAcceptedIssuers()[0].getEncoded())
                + "\n-----END CERTIFICATE-----";
    }

    @AfterAll
    static void stop() throws Exception {
        jenkins.after();
    }

    /** @param fields url, ca, skip, proxy, context and commands */
    private static ClusterConfiguration cluster(String credentials, String fields) {
        ClusterConfiguration cluster = new ClusterConfiguration("c");
        cluster.setCredentialsId(credentials);
        for (String field : fields.split(" ")) {
            switch (field) {
                case "https" -> cluster.setServerUrl(HTTPS);
                case "http" -> cluster.setServerUrl(HTTP);
                case "no-address" -> cluster.setServerUrl("127.0.0.1:1");
                case "ca" -> cluster.setCertificateAuthority(pem);
                case "no-ca" -> cluster.setCertificateAuthority("the certificate");
                case "skip" -> cluster.setSkipTlsVerification(true);
                case "proxy" -> cluster.setUseJenkinsProxy(true);
                case "one", "two", "three" -> cluster.setContext(field);
                case "commands" -> cluster.setAllowKubeconfigCommands(true);
                case "" -> {}
                default -> throw new IllegalArgumentException(field);
            }
        }
        return cluster;
    }

    /** The answers of the form, for each field that has an error. */
    private static Map<String, String> errors(ClusterConfiguration cluster) {
        ClusterConfiguration.DescriptorImpl form =
                jenkins.jenkins.getDescriptorByType(ClusterConfiguration.DescriptorImpl.class);
        String url = text(cluster.getServerUrl());
        String id = text(cluster.getCredentialsId());
        String ca = text(cluster.getCertificateAuthority());
        String context = text(cluster.getContext());
        boolean skip = cluster.isSkipTlsVerification();
        boolean commands = cluster.isAllowKubeconfigCommands();
        Map<String, FormValidation> answers = Map.of(
                "serverUrl", form.doCheckServerUrl(url, id),
                "credentialsId", form.doCheckCredentialsId(id, url, context, commands),
                "certificateAuthority", form.doCheckCertificateAuthority(ca, url, id, skip),
                "skipTlsVerification", form.doCheckSkipTlsVerification(skip, url, id),
                "useJenkinsProxy", form.doCheckUseJenkinsProxy(cluster.isUseJenkinsProxy(), id, context),
                "context", form.doCheckContext(context, id),
                "allowKubeconfigCommands", form.doCheckAllowKubeconfigCommands(commands, id));
        Map<String, String> errors = new TreeMap<>();
        answers.forEach((field, answer) -> {
            if (answer.kind == FormValidation.Kind.ERROR) {
                errors.put(field, answer.getMessage());
            }
        });
        return errors;
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the cluster around Jenkins
                "            | ca skip two commands  | certificateAuthority skipTlsVerification context allowKubeconfigCommands",
                // an address without credentials
                "            | https ca skip         | certificateAuthority",
                "            | https no-ca           | certificateAuthority",
                "            | https two commands    | context allowKubeconfigCommands",
                "            | http ca skip          | certificateAuthority skipTlsVerification",
                "            | no-address            | serverUrl",
                // an address with credentials
                "token       | ca skip two commands  | serverUrl certificateAuthority context allowKubeconfigCommands",
                "token       | no-address            | serverUrl",
                "token       | http ca skip          | certificateAuthority skipTlsVerification",
                "token       | https no-ca skip      | certificateAuthority",
                "token       | https two commands    | context allowKubeconfigCommands",
                "login       |                       | serverUrl",
                "login       | https ca skip         | certificateAuthority",
                "certificate |                       | serverUrl",
                "certificate | http                  | serverUrl",
                "certificate | https two             | context",
                "nosuch      | https                 | credentialsId",
                // a kubeconfig
                "kubeconfig  | https ca skip         | serverUrl certificateAuthority skipTlsVerification",
                "kubeconfig  | no-address no-ca      | serverUrl certificateAuthority",
                "kubeconfig  | three                 | credentialsId",
                "kubeconfig  | three https           | credentialsId serverUrl",
                "kubeconfig  | two proxy             | useJenkinsProxy",
                "command     |                       | credentialsId",
                "command     | skip                  | credentialsId skipTlsVerification",
            })
    void fieldWithoutAnEffectIsAnErrorEverywhere(String credentials, String fields, String wrong) {
        ClusterConfiguration cluster = cluster(credentials, text(fields));

        Map<String, String> errors = errors(cluster);

        assertThat(errors.keySet()).containsExactlyInAnyOrder(wrong.split(" "));
        FormValidation tested = new ConnectionTest(cluster.connection(), "default").run();
        assertThat(tested.kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(unescaped(tested).split("; "))
                .as("Test connection names all of them, and nothing else")
                .hasSize(errors.size());
        errors.values().forEach(error -> assertThat(tested.getMessage()).contains(error));
        assertThatThrownBy(() -> cluster.connection().get())
                .as("a task")
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(unescaped(tested));
    }

    private static String unescaped(FormValidation answer) {
        return answer.getMessage()
                .replace("&#039;", "'")
                .replace("&quot;", "\"")
                .replace("&lt;", "<");
    }

    static Stream<List<String>> useful() {
        return Stream.of(
                List.of("", "https", "url=https://127.0.0.1:1/"),
                List.of("", "http", "url=http://127.0.0.1:1/"),
                List.of("", "https ca", "url=https://127.0.0.1:1/ ca"),
                List.of("", "https skip", "url=https://127.0.0.1:1/ skip"),
                List.of("", "https proxy", "url=https://127.0.0.1:1/ proxy=http://127.0.0.1:9"),
                List.of("token", "https ca", "url=https://127.0.0.1:1/ token=sesame ca"),
                List.of("token", "https skip", "url=https://127.0.0.1:1/ token=sesame skip"),
                List.of("token", "http proxy", "url=http://127.0.0.1:1/ token=sesame proxy=http://127.0.0.1:9"),
                List.of("login", "https skip", "url=https://127.0.0.1:1/ user=ali skip"),
                List.of("certificate", "https ca", "url=https://127.0.0.1:1/ certificate ca"),
                List.of("kubeconfig", "", "url=https://127.0.0.1:1/ token=sesame"),
                List.of("kubeconfig", "one", "url=https://127.0.0.1:1/ token=sesame"),
                List.of("kubeconfig", "two", "url=https://127.0.0.1:2/ token=sesame proxy=http://127.0.0.1:3"),
                List.of("kubeconfig", "proxy", "url=https://127.0.0.1:1/ token=sesame proxy=http://127.0.0.1:9"),
                List.of("kubeconfig", "commands", "url=https://127.0.0.1:1/ token=sesame"));
    }

    @ParameterizedTest
    @MethodSource("useful")
    void fieldWithoutAnErrorHasAnEffect(List<String> row) {
        jenkins.jenkins.setProxy(new ProxyConfiguration("127.0.0.1", 9));
        try {
            ClusterConfiguration cluster = cluster(row.get(0), row.get(1));

            assertThat(errors(cluster)).isEmpty();
            assertThat(shown(cluster.connection().get())).isEqualTo(row.get(2));
        } finally {
            jenkins.jenkins.setProxy(null);
        }
    }

    private static String shown(Config config) {
        String token = config.getOauthToken() == null ? config.getAutoOAuthToken() : config.getOauthToken();
        return String.join(
                " ",
                Arrays.stream(new String[] {
                            "url=" + config.getMasterUrl(),
                            token == null ? "" : "token=" + token,
                            config.getUsername() == null ? "" : "user=" + config.getUsername(),
                            config.getClientCertData() == null ? "" : "certificate",
                            config.getCaCertData() == null ? "" : "ca",
                            config.isTrustCerts() ? "skip" : "",
                            config.getHttpsProxy() == null ? "" : "proxy=" + config.getHttpsProxy()
                        })
                        .filter(part -> !part.isEmpty())
                        .toList());
    }

    @Test
    void allowedCommandIsNoError() {
        assertThat(errors(cluster("command", "commands"))).isEmpty();
        assertThat(errors(cluster("command", "")))
                .hasEntrySatisfying("credentialsId", error -> assertThat(error).contains("users[u].exec"));
    }

    @Test
    void proxyThatJenkinsDoesNotHaveIsSaidTo() {
        ClusterConfiguration.DescriptorImpl form =
                jenkins.jenkins.getDescriptorByType(ClusterConfiguration.DescriptorImpl.class);

        assertThat(form.doCheckUseJenkinsProxy(true, "token", "").kind).isEqualTo(FormValidation.Kind.WARNING);
    }

    @Test
    void namespaceOfAKubeconfigIsNotIgnoredSilently() {
        AccessCheck check = AccessCheck.of(cluster("kubeconfig", "").connection());

        assertThat(check.warnings("default")).singleElement().asString().contains("of-kubeconfig", "default");
        assertThat(check.warnings("chosen")).isEmpty();
    }

    @Test
    void buildLogNamesAllThatIsWrong() throws Exception {
        RunPodGlobalConfiguration.get().setClusters(List.of(cluster("kubeconfig", "https skip")));

        var build = PipelinePods.start(jenkins, "runPod image: 'busybox', command: 'true'");
        jenkins.waitForMessage("Requests to the Kubernetes API fail", build);
        build.doStop();
        jenkins.assertBuildStatus(Result.ABORTED, jenkins.waitForCompletion(build));

        jenkins.assertLogContains("serverUrl must be empty, because the kubeconfig has its own address", build);
        jenkins.assertLogContains("skipTlsVerification must be off, because the kubeconfig has its own", build);
    }
}
