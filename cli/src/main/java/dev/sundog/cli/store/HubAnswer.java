package dev.sundog.cli.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.util.Optional;

/**
 * What came of a request after its redirects. Close it.
 *
 * @param status 200, 206 or 416
 * @param first headers of the hub's own answer
 * @param headers headers of the last answer
 * @param uri where the last answer came from
 * @param body its content
 */
record HubAnswer(int status, HttpHeaders first, HttpHeaders headers, URI uri, InputStream body)
        implements AutoCloseable {
    /** The tag of the content that is sent, without {@code W/} and quotation marks. */
    Optional<String> tag() {
        return headers.firstValue("ETag").map(HubAnswer::plain);
    }

    private static String plain(String tag) {
        String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
        return strong.replace("\"", "");
    }

    @Override
    public void close() {
        try {
            body.close();
        } catch (IOException e) {
            // the answer is not wanted any more
        }
    }
}
