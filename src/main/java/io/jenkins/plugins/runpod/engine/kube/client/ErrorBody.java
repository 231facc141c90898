package io.jenkins.plugins.runpod.engine.kube.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The words in the body of a refusal. An API server answers with a {@code Status} object. What stands before it, a proxy, a
 * firewall or a page to log in, answers with a page or a line of text. Stateless, for any thread.
 */
final class ErrorBody {
    /** What follows is not read: pages have their words early, and pictures and scripts in between. */
    private static final int READ = 256 * 1024;

    /** Elements of HTML whose content nobody reads. */
    private static final List<String> UNREAD = List.of("script", "style", "svg", "noscript", "template");

    private static final Pattern CREDENTIAL = Pattern.compile("(?i)\\b(bearer|basic) [\\w.~+/=-]{8,}+");

    private ErrorBody() {}

    /**
     * The words, in one line or more.
     *
     * @param answer the body as a JSON object, or a missing node
     */
    static String words(JsonNode answer, byte[] body) {
        if (answer.isObject()) {
            String message = answer.path("message").asText("");
            return message.isEmpty() && !answer.path("kind").asText("").equals("Status") && !answer.isEmpty()
                    ? withoutCredentials(answer.toString())
                    : message;
        }
        String text = new String(body, 0, Math.min(body.length, READ), StandardCharsets.UTF_8);
        return isBinary(text) ? "" : withoutCredentials(isHtml(text) ? readable(text) : text.strip());
    }

    /** Some servers show the headers that they were sent. */
    private static String withoutCredentials(String text) {
        return CREDENTIAL.matcher(text).replaceAll("$1 …");
    }

    private static boolean isBinary(String text) {
        long strange =
                text.chars().limit(512).filter(c -> c == 0 || c == 0xFFFD).count();
        return strange > 8;
    }

    private static boolean isHtml(String text) {
        String start = text.substring(0, Math.min(text.length(), 2048)).toLowerCase(Locale.ROOT);
        return List.of("<!doctype", "<html", "<head", "<body", "<title", "<center", "<h1", "<p>").stream()
                .anyMatch(start::contains);
    }

    /** The text between the tags, in time that grows with its length. */
    private static String readable(String html) {
        StringBuilder words = new StringBuilder();
        int at = 0;
        while (at < html.length()) {
            int tag = html.indexOf('<', at);
            if (tag < 0) {
                words.append(html, at, html.length());
                break;
            }
            words.append(html, at, tag).append(' ');
            at = afterTag(html, tag);
        }
        return unescaped(words.toString()).replaceAll("\\s++", " ").strip();
    }

    /** Where the page goes on after a tag, a comment, or an element that nobody reads. */
    private static int afterTag(String html, int tag) {
        if (html.startsWith("<!--", tag)) {
            return after(html, "-->", tag + 4);
        }
        int end = after(html, ">", tag + 1);
        for (String name : UNREAD) {
            if (isNamed(html, tag + 1, name) && !isName(html, tag + 1 + name.length())) {
                return after(html, ">", endOf(html, name, end));
            }
        }
        return end;
    }

    private static boolean isNamed(String html, int at, String name) {
        return html.regionMatches(true, at, name, 0, name.length());
    }

    /** Where the element ends, or the page. */
    private static int endOf(String html, String name, int from) {
        int at = html.indexOf("</", from);
        while (at >= 0 && !isNamed(html, at + 2, name)) {
            at = html.indexOf("</", at + 2);
        }
        return at < 0 ? html.length() : at;
    }

    private static boolean isName(String html, int at) {
        return at < html.length() && Character.isLetterOrDigit(html.charAt(at));
    }

    private static int after(String html, String mark, int from) {
        int at = html.indexOf(mark, from);
        return at < 0 ? html.length() : at + mark.length();
    }

    private static String unescaped(String text) {
        return text.replace("&nbsp;", " ")
                .replace("&quot;", "\"")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&#x27;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
