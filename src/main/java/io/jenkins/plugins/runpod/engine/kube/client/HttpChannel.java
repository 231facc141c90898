package io.jenkins.plugins.runpod.engine.kube.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpClientBuilder;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.TokenRefreshInterceptor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One HTTP client, with the interceptors of its configuration. Safe for use by many threads.
 *
 * @param settings what the client was built from. It builds further clients with the same certificates and proxy.
 */
record HttpChannel(
        StandardHttpClient<?, ?, ?> client, List<Interceptor> interceptors, java.net.http.HttpClient.Builder settings) {

    static HttpChannel of(Config config, Executor threads) {
        Factory factory = new Factory(threads);
        HttpClient.Builder builder = factory.newBuilder(config);
        builder.preferHttp11();
        builder.addOrReplaceInterceptor(TokenRefreshInterceptor.NAME, null); // a 401 makes a new transport instead
        builder.addOrReplaceInterceptor("HttpLogging", null); // logs credentials
        HttpClient client = builder.build();
        return new HttpChannel(
                (StandardHttpClient<?, ?, ?>) client,
                List.copyOf(((StandardHttpClientBuilder<?, ?, ?>) builder)
                        .getInterceptors()
                        .values()),
                factory.settings);
    }

    /**
     * Sends a request without the client's own retries. Those would repeat requests that may have had an effect, and could
     * not be cancelled before an answer.
     */
    CompletableFuture<HttpResponse<AsyncBody>> send(
            StandardHttpRequest.Builder request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        return client.consumeBytesDirect(complete(request), consumer);
    }

    /** The request with the headers of the configuration. */
    StandardHttpRequest complete(StandardHttpRequest.Builder request) {
        StandardHttpRequest plain = request.build();
        interceptors.forEach(interceptor -> interceptor.before(request, plain, client));
        request.setHeader("User-Agent", "run-pod");
        return request.build();
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
