package io.varve.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One kept-alive connection that sends prepared bytes. Not java.net.http.HttpClient, because client and service share the
 * cores: at a thousand small requests a second, the client would be a good part of what is measured.
 */
final class HttpConnection implements AutoCloseable {

    private final int port;
    private Socket socket;
    private InputStream input;

    HttpConnection(int port) throws IOException {
        this.port = port;
        socket = new Socket();
        input = InputStream.nullInputStream();
        open();
    }

    private void open() throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        input = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** The answer's body; an answer that is not 2xx is an exception. */
    String post(String path, String contentType, byte[] body) throws IOException {
        String head = "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                .formatted(path, contentType, body.length);
        byte[] request = new byte[head.length() + body.length];
        System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, request, 0, head.length());
        System.arraycopy(body, 0, request, head.length(), body.length);
        socket.getOutputStream().write(request);
        return answer();
    }

    String get(String path) throws IOException {
        socket.getOutputStream()
                .write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
                        .formatted(path)
                        .getBytes(StandardCharsets.US_ASCII));
        return answer();
    }

    private String answer() throws IOException {
        String status = line();
        int length = -1;
        boolean last = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String[] parts = header.toLowerCase(Locale.ROOT).split(":", 2);
            if (parts[0].equals("content-length")) {
                length = Integer.parseInt(parts[1].strip());
            }
            last |= parts[0].equals("connection") && parts[1].strip().equals("close");
        }
        String body = new String(length < 0 ? chunks() : exactly(length), StandardCharsets.UTF_8);
        // A server may end a connection after so many requests.
        if (last) {
            socket.close();
            open();
        }
        if (!status.startsWith("HTTP/1.1 2")) {
            throw new IOException(status + " " + body);
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int size = chunkSize(); size > 0; size = chunkSize()) {
            body.write(exactly(size));
            line();
        }
        line();
        return body.toByteArray();
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = input.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("connection closed within an answer");
        }
        return bytes;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = input.read(); c != '\n'; c = input.read()) {
            if (c < 0) {
                throw new EOFException("connection closed within an answer");
            }
            line.append((char) c);
        }
        return line.substring(0, line.length() - 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
