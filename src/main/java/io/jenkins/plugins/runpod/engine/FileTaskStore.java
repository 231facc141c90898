package io.jenkins.plugins.runpod.engine;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Optional;

/**
 * Keeps the saved task in one JSON file, which each save replaces atomically. A saved task survives the end of the
 * process at any moment. Used by one thread at a time.
 */
public final class FileTaskStore implements TaskStore {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Path file;
    private final Path folder;

    /** @param file the file, which need not exist. The first save creates its folder */
    public FileTaskStore(Path file) {
        this.file = file.toAbsolutePath();
        this.folder = Objects.requireNonNull(this.file.getParent(), "a file lies in a folder");
    }

    @Override
    public Optional<SavedTask> load() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            SavedTask saved = JSON.readValue(bytes, SavedTask.class);
            if (saved == null || saved.state() == null) {
                throw new IOException("The saved task " + file + " cannot be read: it holds no state");
            }
            return Optional.of(saved);
        } catch (JacksonException e) {
            throw new IOException("The saved task " + file + " cannot be read: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public void save(SavedTask saved) throws IOException {
        byte[] bytes = JSON.writeValueAsBytes(saved);
        Path draft = folder.resolve(file.getFileName() + ".new");
        try {
            Files.write(draft, bytes);
        } catch (NoSuchFileException e) {
            Files.createDirectories(folder);
            Files.write(draft, bytes);
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
