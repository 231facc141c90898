package io.jenkins.plugins.runpod.engine.archive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes any bytes as a tar file, entry by entry, also such as no tar program writes. */
final class TarText {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private Consumer<byte[]> change = block -> {};

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    TarText file(String name, String content) {
        return entry('0', name, "", content);
    }

    TarText folder(String name) {
        return entry('5', name, "", "");
    }

    TarText link(String name, String target) {
        return entry('2', name, target, "");
    }

    TarText hardLink(String name, String target) {
        return entry('1', name, target, "");
    }

    TarText entry(char type, String name, String target, String content) {
        return entry(type, utf8(name), 0644, utf8(target), utf8(content));
    }

    TarText entry(char type, byte[] name, int mode, byte[] target, byte[] content) {
        return header(type, name, mode, target, content.length)
                .raw(content)
                .raw(new byte[(int) (TarHeader.padded(content.length) - content.length)]);
    }

    TarText header(char type, byte[] name, int mode, byte[] target, long size) {
        byte[] block = new TarHeader(name, type, mode, size, 1_700_000_000, target).toBlock();
        change.accept(block);
        change = any -> {};
        return raw(block);
    }

    /** Changes the next header. */
    TarText changing(Consumer<byte[]> how) {
        change = how;
        return this;
    }

    /** A record of pax for the next entry, with its own length before it. */
    TarText pax(String key, String value) {
        return entry('x', "PaxHeaders/x", "", record(key, value));
    }

    static String record(String key, String value) {
        int rest = utf8(key).length + utf8(value).length + 3;
        int length = rest + 1;
        while (length != rest + String.valueOf(length).length()) {
            length++;
        }
        return length + " " + key + "=" + value + "\n";
    }

    TarText raw(byte[] some) {
        bytes.writeBytes(some);
        return this;
    }

    TarText end() {
        return raw(new byte[1024]);
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    Path write(Path file) throws IOException {
        return Files.write(file, bytes.toByteArray());
    }
}
