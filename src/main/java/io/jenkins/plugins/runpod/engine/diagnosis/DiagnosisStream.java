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
 * Diagnoses a recorded history of pods in JSON. Keeps one memory per pod UID, as the engine does. Used by one thread at
 * a time. It uses no clock, and no I/O except the given reader.
 *
 * <p>The input is a sequence of JSON values, on separate lines or not. They may be Pods, Events, watch events {@code
 * {type, object}}, recorded watch events {@code {t, type, object}}, {@code List} objects and JSON arrays of all these.
 * It skips anything else. Each Pod gives one {@link Row}. An Event only changes the memory. A value of type {@code END}
 * gives one row for each pod, for the moment at which the recording stopped.
 *
 * <p>The present time is {@code t}, in milliseconds since the epoch. Without {@code t} it is the newest time in the
 * object, and never earlier than that of the previous object. Such a pod is a single picture without a future. Its exit
 * code is therefore not provisional.
 *
 * <p>The stream has no budgets. It applies two deadlines as the engine does. A missing Secret, ConfigMap or node
 * credential becomes PERMANENT after 2 min. A pod that is being deleted when the recording stops is diagnosed as if it
 * were gone.
 */
public final class DiagnosisStream {
    private static final JsonMapper MAPPER = new JsonMapper();

    private static final long GRACE_MILLIS = 120_000;
    /** Fields with times that may lie in the future or mean something else. */
    private static final Set<String> NO_TIME_OF_NOW = Set.of("deletionTimestamp", "annotations", "labels", "spec");

    /**
     * The meaning of a pod at one moment.
     *
     * @param t in milliseconds since the epoch
     * @param verdict the class, which is RUNNING for an end that is not final
     * @param end whether it is the row of an {@code END} value
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

        /** The row as one line of JSON. */
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

    /** The input has invalid JSON. The message names its line. */
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

    /** @param resultContainer the container whose exit code is the result, or empty for each pod's first container */
    public DiagnosisStream(Diagnoser diagnoser, Optional<String> resultContainer) {
        this.diagnoser = diagnoser;
        this.resultContainer = resultContainer;
    }

    /**
     * Reads to the end. Delivers each row as soon as its line has been read.
     *
     * @throws BrokenJson if a line is invalid, after the rows of all lines before it
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

    /** The rows of one value. An Event or an unknown value gives none. */
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
        PodSnapshot pod = PodSnapshot.of(object);
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
        PodEvent event = PodEvent.of(object);
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
                provisional ? goingOn(d) : isGraceOver(d, t) ? Verdict.PERMANENT : d.verdict(),
                d.cause(),
                d.container(),
                d.remedy(),
                provisional ? ("Not final yet. " + d.message()).strip() : d.message(),
                d.exitCode(),
                end);
    }

    /** What an end is that is not final: its pod has run, or still waits. */
    private static Verdict goingOn(Diagnosis d) {
        return d.verdict() == Verdict.NEVER_STARTED ? Verdict.WAITING : Verdict.RUNNING;
    }

    private static boolean isGraceOver(Diagnosis d, long t) {
        for (Memory.PendingCause pending : d.memory().pending().values()) {
            boolean mayComeLate = pending.cause() == Cause.MISSING_SECRET_OR_CONFIG_MAP
                    || pending.cause() == Cause.NO_REGISTRY_CREDENTIAL;
            if (mayComeLate && pending.cause().id().equals(d.cause()) && t - pending.sinceMillis() >= GRACE_MILLIS) {
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
