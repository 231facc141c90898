package io.jenkins.plugins.runpod.engine.diagnosis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.runpod.engine.pod.PodEvent;
import io.jenkins.plugins.runpod.engine.pod.PodSnapshot;
import java.io.IOException;
import java.io.Reader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Diagnoses a history of pods that is given as JSON, with a memory per pod UID as the engine has it. One thread at a
 * time; no clock, no I/O but the reader it is given.
 *
 * <p>It takes, in any mixture, one per line or just one after the other: Pods; Events; watch events
 * {@code {type, object}}; recorded watch events {@code {t, type, object}}; {@code List} objects and JSON arrays of all
 * these. Anything else is passed over. Each Pod gives one {@link Row}; an Event only changes what is known; a line of type
 * {@code END} gives one row for each pod of the history, for the moment at which the recording stopped.
 *
 * <p>"Now" is {@code t}, milliseconds since the epoch. Without it, now is the newest time that the object carries, and
 * never earlier than for the object before: such a pod is a picture, of which nothing more is to come, so its exit code
 * is not treated as provisional.
 *
 * <p>There are no budgets here, but two ends of waiting are told as the engine would: a missing Secret, ConfigMap or node
 * credential is PERMANENT when it has not come for two minutes, and a pod that is being deleted when the recording stops
 * is judged as if it were gone.
 */
public final class DiagnosisStream {
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final long GRACE_MILLIS = 120_000;
    /** Fields whose times may lie ahead or mean something else. */
    private static final Set<String> NO_TIME_OF_NOW = Set.of("deletionTimestamp", "annotations", "labels", "spec");

    /**
     * What a pod meant at one moment.
     *
     * @param t milliseconds since the epoch
     * @param verdict the class; an end that may still turn out to be another one is given as RUNNING
     * @param end whether it is the row of an {@code END} line
     */
    public record Row(
            long t,
            String namespace,
            String pod,
            String uid,
            Verdict verdict,
            String cause,
            String container,
            String remedy,
            String message,
            OptionalInt exitCode,
            boolean end) {

        /** One line of JSON. */
        public String toJson() {
            ObjectNode json = MAPPER.createObjectNode();
            json.put("t", t);
            if (end) {
                json.put("type", "END");
            }
            json.put("namespace", namespace)
                    .put("pod", pod)
                    .put("uid", uid)
                    .put("class", verdict.name())
                    .put("cause", cause)
                    .put("container", container)
                    .put("message", message)
                    .put("remedy", remedy);
            exitCode.ifPresent(code -> json.put("exitCode", code));
            return json.toString();
        }
    }

    /** Says in which line of the input the JSON breaks off or is wrong. */
    public static final class BrokenJson extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenJson(JsonProcessingException cause) {
            super("line "
                    + (cause.getLocation() == null ? "?" : cause.getLocation().getLineNr()) + ": not JSON: "
                    + cause.getOriginalMessage());
        }
    }

    /** One pod of the history. */
    private static final class Followed {
        private PodSnapshot last;
        private Memory memory = Memory.empty();
        private boolean gone;
    }

    private final Diagnoser diagnoser;
    private final Optional<String> resultContainer;
    private final Map<String, Followed> pods = new LinkedHashMap<>();
    private long last;

    /** @param resultContainer the container whose exit code counts; empty for each pod's first */
    public DiagnosisStream(Diagnoser diagnoser, Optional<String> resultContainer) {
        this.diagnoser = diagnoser;
        this.resultContainer = resultContainer;
    }

    /**
     * Reads to the end, giving each row as soon as its line has been read.
     *
     * @throws BrokenJson naming the line, after the rows of all lines before it
     * @throws IOException if the reader fails
     */
    public void read(Reader input, Consumer<Row> rows) throws IOException {
        try (MappingIterator<JsonNode> values = MAPPER.readerFor(JsonNode.class).readValues(input)) {
            while (values.hasNextValue()) {
                accept(values.nextValue()).forEach(rows);
            }
        } catch (JsonProcessingException e) {
            throw new BrokenJson(e);
        }
    }

    /** The rows of one value; none for an Event or for something else. */
    public List<Row> accept(JsonNode value) {
        List<Row> rows = new ArrayList<>();
        take(value, "", rows);
        return rows;
    }

    private void take(JsonNode value, String kind, List<Row> rows) {
        if (value == null || value.isArray()) {
            if (value != null) {
                value.forEach(item -> take(item, kind, rows));
            }
            return;
        }
        if (!value.isObject()) {
            return;
        }
        String type = value.path("type").asText("");
        if (type.equals("END") && !value.has("object")) {
            end(time(value, value), rows);
        } else if (value.path("object").isObject() && !value.has("involvedObject")) {
            if (!type.equals("BOOKMARK") && !type.equals("ERROR")) {
                object(value.get("object"), kind, type, value, rows);
            }
        } else if (value.path("items").isArray()) {
            String list = value.path("kind").asText("");
            String of = list.endsWith("List") ? list.substring(0, list.length() - "List".length()) : "";
            value.get("items").forEach(item -> take(item, of, rows));
        } else {
            object(value, kind, "", value, rows);
        }
    }

    private void object(JsonNode object, String kindOfList, String type, JsonNode line, List<Row> rows) {
        String kind = object.path("kind").asText(kindOfList);
        if (kind.equals("Event") || object.has("involvedObject") || object.has("regarding")) {
            event(object, time(line, object));
        } else if (kind.equals("Pod")
                || (kind.isEmpty()
                        && (object.path("spec").has("containers")
                                || object.path("status").has("phase")))) {
            rows.add(pod(object, type, line));
        } else if (kind.endsWith("List") && object.path("items").isArray()) {
            take(object, "", rows);
        }
    }

    private Row pod(JsonNode object, String type, JsonNode line) {
        long t = time(line, object);
        boolean picture = !line.path("t").isNumber();
        PodSnapshot pod = LenientObjects.pod(object);
        Followed followed = pods.computeIfAbsent(key(pod.namespace(), pod.name(), pod.uid()), k -> new Followed());
        followed.last = pod;
        Diagnosis d = diagnoser.diagnose(pod, resultContainer, followed.memory, Instant.ofEpochMilli(t));
        followed.memory = d.memory();
        if (type.equals("DELETED")) {
            followed.gone = true;
            d = diagnoser.gone(followed.memory, Instant.ofEpochMilli(t));
        }
        return row(t, pod, d, picture, false);
    }

    private void event(JsonNode object, long t) {
        PodEvent event = LenientObjects.event(object);
        JsonNode about = object.path(object.has("regarding") ? "regarding" : "involvedObject");
        String kind = about.path("kind").asText("Pod");
        if (kind.equals("Pod")) {
            String namespace = about.path("namespace").asText("");
            String name = about.path("name").asText("");
            // Events can come before their pod does; one without a UID is about whatever has the name.
            Followed followed = event.uid().isEmpty()
                    ? named(namespace, name)
                    : pods.computeIfAbsent(key(namespace, name, event.uid()), k -> new Followed());
            if (followed != null) {
                followed.memory = diagnoser.remember(followed.memory, List.of(event), Instant.ofEpochMilli(t));
            }
        }
    }

    private Followed named(String namespace, String name) {
        Followed newest = null;
        for (Followed followed : pods.values()) {
            if (followed.last != null
                    && followed.last.namespace().equals(namespace)
                    && followed.last.name().equals(name)) {
                newest = followed;
            }
        }
        return newest;
    }

    private void end(long t, List<Row> rows) {
        Instant now = Instant.ofEpochMilli(t);
        for (Followed followed : pods.values()) {
            if (followed.last != null) {
                Diagnosis d = diagnoser.diagnose(followed.last, resultContainer, followed.memory, now);
                if (followed.gone || (d.terminating() && !d.verdict().terminal())) {
                    d = diagnoser.gone(followed.memory, now);
                }
                followed.memory = d.memory();
                rows.add(row(t, followed.last, d, true, true));
            }
        }
    }

    private static Row row(long t, PodSnapshot pod, Diagnosis d, boolean nothingFollows, boolean end) {
        boolean provisional = d.verdict().terminal() && !d.settled() && !nothingFollows;
        return new Row(
                t,
                pod.namespace(),
                pod.name(),
                pod.uid(),
                provisional ? Verdict.RUNNING : isGraceOver(d, t) ? Verdict.PERMANENT : d.verdict(),
                d.cause(),
                d.container(),
                d.remedy(),
                provisional ? ("Not final yet. " + d.message()).strip() : d.message(),
                d.exitCode(),
                end);
    }

    private static boolean isGraceOver(Diagnosis d, long t) {
        for (Memory.Trouble trouble : d.memory().troubles().values()) {
            boolean mayComeLate =
                    trouble.cause() == Cause.MISSING_OBJECT || trouble.cause() == Cause.NO_REGISTRY_CREDENTIAL;
            if (mayComeLate && trouble.cause().id().equals(d.cause()) && t - trouble.sinceMillis() >= GRACE_MILLIS) {
                return d.verdict() == Verdict.AMBIGUOUS;
            }
        }
        return false;
    }

    private static String key(String namespace, String name, String uid) {
        return uid.isEmpty() ? namespace + "/" + name : uid;
    }

    private long time(JsonNode line, JsonNode object) {
        JsonNode t = line.path("t");
        last = t.isNumber() ? t.asLong() : Math.max(last, newest(object));
        return last;
    }

    private static long newest(JsonNode object) {
        long newest = 0;
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!NO_TIME_OF_NOW.contains(field.getKey())) {
                newest = Math.max(newest, newestIn(field.getValue()));
            }
        }
        return newest;
    }

    private static long newestIn(JsonNode value) {
        if (value.isTextual()) {
            return looksLikeTime(value.asText())
                    ? PodSnapshot.instant(value.asText())
                            .map(Instant::toEpochMilli)
                            .orElse(0L)
                    : 0;
        }
        long newest = value.isObject() ? newest(value) : 0;
        if (value.isArray()) {
            for (JsonNode item : value) {
                newest = Math.max(newest, newestIn(item));
            }
        }
        return newest;
    }

    private static boolean looksLikeTime(String text) {
        return text.length() >= 20 && text.length() <= 35 && text.charAt(4) == '-' && text.charAt(10) == 'T';
    }
}
