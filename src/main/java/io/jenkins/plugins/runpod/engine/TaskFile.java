package io.jenkins.plugins.runpod.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.runpod.engine.file.AtomicFile;
import io.jenkins.plugins.runpod.engine.lifecycle.TaskState;
import io.jenkins.plugins.runpod.engine.log.OutputPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The file of a task, read. It is one JSON object:
 *
 * <pre>
 * format      the number of this format, {@value #FORMAT}
 * definition  what the task was begun as: an object, or a text that a {@link Sealing} made of it
 * state       how it stands
 * output      how far its log was written
 * capture     how far its captured output was written
 * </pre>
 *
 * <p>The names and types of all fields are held by golden files. A change of one raises the number, and the
 * code goes on reading earlier formats. What is saved again has the newest one. A file with a higher number or without one of these parts is refused, and so is a
 * part with an unknown field.
 *
 * <p>Format 1 knows nothing of files: neither {@code definition.files} nor {@code state.attempt.files}, no transfer budget and no {@code
 * retryOn.outputsLost}. A task without files needs none of them.
 *
 * <p>Formats 1 and 2 know neither {@code message} of a container's end nor {@code definition.secretFiles}. There, a source in {@code
 * definition.secretEnv} of a Pipeline's task is always the id of credentials. Now it can also be the build itself. And all pods of a
 * task were the same: there is neither {@code definition.onRetry} nor {@code definition.imageMirrors}, and no {@code variant} of an
 * attempt. No ending has a {@code next}.
 */
public final class TaskFile {
    /** The newest format that this version reads, and the only one that it writes. */
    static final int FORMAT = 3;

    private static final Logger LOGGER = Logger.getLogger(TaskFile.class.getName());
    /** Cursors have the UIDs of pods in their keys. A parser that remembers all keys copies them for each file. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private static final ObjectMapper JSON = JsonMapper.builder(FACTORY)
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private record Written(
            int format,
            @JsonRawValue String definition,
            TaskState state,
            OutputPosition output,
            OutputPosition capture) {}

    private final Path file;
    private final int format;
    /** The JSON of each part, which is parsed when it is asked for: most readers need one of them. */
    private final Map<String, String> parts;

    private TaskFile(Path file, int format, Map<String, String> parts) {
        this.file = file;
        this.format = format;
        this.parts = parts;
    }

    /**
     * Reads the file. Empty if there is none.
     *
     * @throws IOException with a sentence that names the file if it cannot be read, is damaged or of a newer format
     */
    public static Optional<TaskFile> read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (AccessDeniedException e) { // has no message of its own
            throw unreadable(file, "permission denied", e);
        } catch (IOException e) {
            throw unreadable(file, e.getMessage(), e);
        }
        TaskFile content;
        try {
            content = parse(file, bytes);
        } catch (IOException damaged) {
            content = parseForced(file, damaged);
        }
        if (content.format > FORMAT) {
            throw unreadable(
                    file,
                    "it has format " + content.format + " and this version of run-pod knows formats up to " + FORMAT
                            + ", so install the newer version again",
                    null);
        }
        if (content.format < 1) {
            throw unreadable(file, "it does not say which format it has", null);
        }
        return Optional.of(content);
    }

    /** @throws IOException only if the bytes are damaged */
    private static TaskFile parse(Path file, byte[] bytes) throws IOException {
        try {
            // Strictly: this parser would put another character in place of a damaged one.
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            try (JsonParser parser = JSON.createParser(text)) {
                if (parser.nextToken() == JsonToken.START_OBJECT) {
                    return parts(file, text, parser);
                }
            }
        } catch (CharacterCodingException e) {
            throw unreadable(file, "it is not UTF-8", e);
        } catch (JacksonException e) {
            throw unreadable(file, e.getOriginalMessage(), e);
        }
        throw unreadable(file, "it is empty or holds no object", null);
    }

    private static TaskFile parts(Path file, String text, JsonParser parser) throws IOException {
        int format = 0;
        Map<String, String> parts = new HashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            int begin = (int) parser.currentTokenLocation().getCharOffset();
            if ("format".equals(name)) {
                format = parser.getValueAsInt();
            }
            parser.skipChildren();
            parser.finishToken();
            parts.put(name, text.substring(begin, (int) parser.currentLocation().getCharOffset()));
        }
        if (parser.nextToken() != null) {
            throw unreadable(file, "something follows its object", null);
        }
        return new TaskFile(file, format, parts);
    }

    /** After a loss of power. The last intent is the same there, because each new one was forced. */
    private static TaskFile parseForced(Path file, IOException damaged) throws IOException {
        try {
            TaskFile content = parse(file, Files.readAllBytes(AtomicFile.forced(file)));
            LOGGER.log(Level.WARNING, damaged.getMessage() + ". Going on with what was last forced to disk");
            return content;
        } catch (IOException e) {
            damaged.addSuppressed(e);
            throw damaged;
        }
    }

    /** What was saved last. @throws IOException with a sentence that names the file if it is damaged */
    public SavedTask saved() throws IOException {
        return new SavedTask(state(), part("output", OutputPosition.class), part("capture", OutputPosition.class));
    }

    /** How the task stood. @throws IOException as {@link #saved} */
    TaskState state() throws IOException {
        return part("state", TaskState.class);
    }

    /** The definition as the file has it, encrypted or not, if the file has the newest format. */
    Optional<String> writtenDefinition() {
        return format == FORMAT ? Optional.ofNullable(parts.get("definition")) : Optional.empty();
    }

    /** What the task was begun as. @throws IOException with a sentence that names the file if it is damaged or encrypted */
    public TaskDefinition definition() throws IOException {
        return definition(Optional.empty());
    }

    /** The same, encrypted or not. @throws IOException with a sentence that names the file if that cannot be read */
    public TaskDefinition definition(Sealing sealing) throws IOException {
        return definition(Optional.of(sealing));
    }

    private TaskDefinition definition(Optional<Sealing> sealing) throws IOException {
        String definition = parts.getOrDefault("definition", "null");
        boolean sealed = definition.startsWith("\"");
        if (sealed && sealing.isEmpty()) {
            throw unreadable(file, "it was encrypted by a Jenkins controller", null);
        }
        try {
            String open = sealed ? sealing.get().open(JSON.readValue(definition, String.class)) : definition;
            DefinitionJson read = JSON.readValue(open, DefinitionJson.class);
            if (read != null) {
                return read.toDefinition();
            }
        } catch (JacksonException e) { // its message would show a part of what may be secret
            throw unreadable(file, "its definition is damaged", null);
        } catch (IOException | RuntimeException e) { // values that no task can have
            throw unreadable(file, String.valueOf(e.getMessage()), e);
        }
        throw unreadable(file, "it holds no definition", null);
    }

    private <T> T part(String name, Class<T> type) throws IOException {
        try {
            T part = JSON.readValue(parts.getOrDefault(name, "null"), type);
            if (part == null) {
                throw unreadable(file, "it holds no " + name, null);
            }
            return part;
        } catch (JacksonException e) {
            throw unreadable(file, e.getOriginalMessage(), e);
        }
    }

    /** The definition as JSON, to be written with each state. */
    static String definition(TaskDefinition definition, Optional<Sealing> sealing) {
        try {
            String plain = JSON.writeValueAsString(DefinitionJson.of(definition));
            return sealing.isPresent() ? JSON.writeValueAsString(sealing.get().seal(plain)) : plain;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a definition holds texts and numbers only", e);
        }
    }

    /** @param definition as JSON */
    static byte[] write(String definition, SavedTask saved) throws IOException {
        return JSON.writeValueAsBytes(new Written(FORMAT, definition, saved.state(), saved.output(), saved.capture()));
    }

    private static IOException unreadable(Path file, String why, Exception cause) {
        return new IOException("The saved task " + file + " cannot be read: " + why, cause);
    }
}
