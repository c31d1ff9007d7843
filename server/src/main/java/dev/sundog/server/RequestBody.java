package dev.sundog.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Reads a request's body within limits of size and time. */
final class RequestBody {
    private static final int BUFFER = 16 * 1024;

    /** How much of a refused body is thrown away so that the client gets to read why. */
    private static final long DISCARDED = 32L << 20;

    private final ServerOptions options;

    RequestBody(ServerOptions options) {
        this.options = options;
    }

    /**
     * The whole body.
     *
     * @param connection what it comes by
     * @throws ApiException 413 if it is too large, 408 if it takes too long
     */
    byte[] read(ServerRequest request, Optional<ClientConnection> connection) {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        long deadline = System.nanoTime() + options.bodyTimeout().toNanos();
        connection.ifPresent(client -> client.limitReads(deadline));
        try {
            return read(request, deadline);
        } finally {
            connection.ifPresent(ClientConnection::unlimitReads);
        }
    }

    /**
     * Hands the body to {@code reader} while it arrives.
     *
     * @param largest bytes it may have
     * @param limit most time for it to arrive
     * @throws ApiException 413 if it is too large, 408 if it takes too long
     */
    <T> T stream(
            ServerRequest request,
            Optional<ClientConnection> connection,
            long largest,
            Duration limit,
            Function<InputStream, T> reader) {
        if (!request.content().hasEntity()) {
            return reader.apply(InputStream.nullInputStream());
        }
        long deadline = System.nanoTime() + limit.toNanos();
        connection.ifPresent(client -> client.limitReads(deadline));
        long announced = request.headers().contentLength().orElse(0);
        try (InputStream in = request.content().inputStream()) {
            if (announced > largest) {
                discard(in, new byte[BUFFER], deadline);
                throw tooLarge(largest);
            }
            return reader.apply(new BoundedBody(in, largest, deadline));
        } catch (DataReader.InsufficientDataAvailableException e) {
            throw new CloseConnectionException("the client has left", e);
        } catch (IOException | UncheckedIOException e) {
            throw late();
        } finally {
            connection.ifPresent(ClientConnection::unlimitReads);
        }
    }

    /** A body that ends with an error where it grows too large or comes too late. */
    private static final class BoundedBody extends FilterInputStream {
        private final long largest;
        private final long deadline;
        private long count;

        private BoundedBody(InputStream in, long largest, long deadline) {
            super(in);
            this.largest = largest;
            this.deadline = deadline;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int read = super.read(target, from, length);
            count += Math.max(0, read);
            if (count > largest) {
                discard(in, new byte[BUFFER], deadline);
                throw tooLarge(largest);
            }
            requireTime(deadline);
            return read;
        }
    }

    private byte[] read(ServerRequest request, long deadline) {
        long announced = request.headers().contentLength().orElse(0);
        try (InputStream in = request.content().inputStream()) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            byte[] buffer = new byte[BUFFER];
            if (announced <= options.largestBody()) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    body.write(buffer, 0, n);
                    if (body.size() > options.largestBody()) {
                        break;
                    }
                    requireTime(deadline);
                }
                if (body.size() <= options.largestBody()) {
                    return body.toByteArray();
                }
            }
            discard(in, buffer, deadline);
            throw tooLarge(options.largestBody());
        } catch (DataReader.InsufficientDataAvailableException e) {
            throw new CloseConnectionException("the client has left", e);
        } catch (IOException | UncheckedIOException e) {
            throw late();
        }
    }

    private static ApiException tooLarge(long largest) {
        return ApiException.invalid(
                413,
                "body_too_large",
                "The body is larger than the %d bytes this server takes.".formatted(largest));
    }

    private static void discard(InputStream in, byte[] buffer, long deadline) throws IOException {
        long left = DISCARDED;
        while (left > 0 && System.nanoTime() < deadline) {
            int count = in.read(buffer);
            if (count < 0) {
                return;
            }
            left -= count;
        }
    }

    private static void requireTime(long deadline) {
        if (System.nanoTime() > deadline) {
            throw late();
        }
    }

    private static ApiException late() {
        return ApiException.invalid(408, "body_timeout", "The body did not arrive in time.");
    }
}
