package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.TlsVersion;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/** One HTTP client, with the interceptors of its configuration. It has a thread when it is used. Safe for use by many threads. */
final class HttpChannel {
    private final StandardHttpClientBuilder<?, ?, ?> builder;
    private final Factory factory;
    private final List<Interceptor> interceptors;
    private StandardHttpClient<?, ?, ?> client;

    private HttpChannel(StandardHttpClientBuilder<?, ?, ?> builder, Factory factory) {
        this.builder = builder;
        this.factory = factory;
        interceptors = List.copyOf(builder.getInterceptors().values());
    }

    /** Reads certificates from files if the configuration names files. */
    static HttpChannel of(Config config, Executor threads) {
        Factory factory = new Factory(threads);
        HttpClient.Builder builder = factory.newBuilder(config);
        builder.preferHttp11();
        builder.addOrReplaceInterceptor(TokenRefreshInterceptor.NAME, null); // a 401 makes a new transport instead
        builder.addOrReplaceInterceptor("HttpLogging", null); // logs credentials
        return new HttpChannel((StandardHttpClientBuilder<?, ?, ?>) builder, factory);
    }

    /**
     * Sends a request without the client's own retries. Those would repeat requests that may have had an effect, and could
     * not be cancelled before an answer.
     */
    CompletableFuture<HttpResponse<AsyncBody>> send(
            StandardHttpRequest.Builder request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        return client().consumeBytesDirect(complete(request), consumer);
    }

    /** The request with the headers of the configuration. */
    StandardHttpRequest complete(StandardHttpRequest.Builder request) {
        StandardHttpRequest plain = request.build();
        interceptors.forEach(interceptor -> interceptor.before(request, plain, new NoTags()));
        request.setHeader("User-Agent", "run-pod");
        return request.build();
    }

    /** The client, made when it is first needed. */
    synchronized StandardHttpClient<?, ?, ?> client() {
        if (client == null) {
            client = (StandardHttpClient<?, ?, ?>) builder.build();
        }
        return client;
    }

    /** What the client was built from. It builds further clients with the same certificates and proxy. */
    java.net.http.HttpClient.Builder settings() {
        client();
        return factory.settings;
    }

    /** Has the certificates. */
    SSLContext tls() {
        return builder.getSslContext();
    }

    /** The versions of TLS that the configuration names. */
    List<String> tlsVersions() {
        return Stream.ofNullable(builder.getTlsVersions())
                .flatMap(Stream::of)
                .map(TlsVersion::javaName)
                .toList();
    }

    /** Whether a proxy is on the way, of the configuration or of the JVM. */
    boolean isProxied(URI server) {
        if (builder.getProxyType() == HttpClient.ProxyType.DIRECT) {
            return false;
        }
        return builder.getProxyAddress() != null
                || Optional.ofNullable(ProxySelector.getDefault()).stream()
                        .flatMap(selector -> selector.select(server).stream())
                        .anyMatch(proxy -> proxy.type() != java.net.Proxy.Type.DIRECT);
    }

    /** The interceptors take the configuration's own values then. */
    private static final class NoTags implements Interceptor.RequestTags {
        @Override
        public <T> T getTag(Class<T> type) {
            return null;
        }
    }

    /** Creates clients on the engine's threads. */
    private static final class Factory extends JdkHttpClientFactory {
        private final Executor threads;
        private java.net.http.HttpClient.Builder settings;

        Factory(Executor threads) {
            this.threads = threads;
        }

        @Override
        protected java.net.http.HttpClient.Builder createNewHttpClientBuilder() {
            settings = java.net.http.HttpClient.newBuilder().executor(threads);
            return settings;
        }

        @Override
        protected void additionalConfig(java.net.http.HttpClient.Builder builder) {
            // A redirect would carry the credential elsewhere, and turn a POST into a GET.
            builder.followRedirects(java.net.http.HttpClient.Redirect.NEVER);
        }
    }
}
