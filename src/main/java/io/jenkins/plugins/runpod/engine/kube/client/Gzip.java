package io.jenkins.plugins.runpod.engine.kube.client;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads what a server has compressed because it was allowed to. Stateless, for any thread. */
final class Gzip {
    private Gzip() {}

    /**
     * The bytes as they were before. Bytes that are not compressed are returned as they are. Text never begins like compressed bytes, so
     * no header is needed.
     *
     * @throws IOException if they are damaged, or longer than the limit
     */
    static byte[] read(byte[] bytes, int most) throws IOException {
        if (bytes.length < 2 || (bytes[0] & 0xFF) != 0x1F || (bytes[1] & 0xFF) != 0x8B) {
            return bytes;
        }
        try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(bytes), 8 << 10)) {
            byte[] all = plain.readNBytes(most);
            if (plain.read() >= 0) {
                throw new IOException("more than " + most + " bytes");
            }
            return all;
        } catch (EOFException | ZipException e) {
            throw new IOException("the compressed answer is damaged"); // without the cause, whose words would be taken
        }
    }
}
