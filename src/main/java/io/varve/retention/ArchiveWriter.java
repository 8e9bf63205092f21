package io.varve.retention;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** One file of the archive: gone unless it is kept, and under its name only when it is whole and on disk. */
final class ArchiveWriter implements AutoCloseable {

    private final Path part;
    private final MessageDigest written = sha256();
    private final OutputStream stream;

    ArchiveWriter(Path directory) throws IOException {
        part = Files.createTempFile(directory, "varve", ".part");
        stream = new DigestOutputStream(new GZIPOutputStream(Files.newOutputStream(part), 1 << 16), written);
    }

    /** Takes what is to be in the file. */
    OutputStream stream() {
        return stream;
    }

    /** Ends the file, has it written to disk and reads it again: its SHA-256, if what comes out of it is what went in. */
    String verified() throws IOException {
        stream.close();
        sync(part);
        MessageDigest file = sha256();
        MessageDigest read = sha256();
        try (InputStream bytes = new DigestInputStream(new BufferedInputStream(Files.newInputStream(part)), file);
                InputStream content = new DigestInputStream(new GZIPInputStream(bytes, 1 << 16), read)) {
            content.transferTo(OutputStream.nullOutputStream());
            bytes.transferTo(OutputStream.nullOutputStream());
        }
        if (!MessageDigest.isEqual(written.digest(), read.digest())) {
            throw new IOException(part + " does not hold what was written to it");
        }
        return HexFormat.of().formatHex(file.digest());
    }

    void keep(String name, String digest) throws IOException {
        Path directory = part.resolveSibling(".");
        Path sum = part.resolveSibling(name + ".sha256");
        Files.writeString(sum, digest + "  " + name + "\n");
        sync(sum);
        Files.move(part, part.resolveSibling(name), StandardCopyOption.ATOMIC_MOVE);
        sync(directory);
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        stream.close();
        Files.deleteIfExists(part);
    }
}
