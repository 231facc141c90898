package io.jenkins.plugins.runpod.engine.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts what is written, and computes its SHA-256. */
final class DigestingStream extends OutputStream {
    private final OutputStream out;
    private final MessageDigest digest;
    private long length;

    DigestingStream(OutputStream out) {
        this.out = out;
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        out.write(bytes, from, count);
        digest.update(bytes, from, count);
        length += count;
    }

    long length() {
        return length;
    }

    /** Of all that was written. Once, at the end. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
