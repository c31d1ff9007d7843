package dev.sundog.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.server.RunningServer.Reply;
import dev.sundog.server.document.DocumentLimits;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

/** Documents over HTTP: both forms, their limits, and forms that are wrong. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentApiTest {
    private static final String DIGITIZATION = "/v1/document-digitization";
    private static final String[] KEY = {"Authorization", "Bearer open"};
    private static final int MOST_BYTES = 200_000;

    private RunningServer running;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        DocumentLimits limits =
                new DocumentLimits(
                        MOST_BYTES,
                        3,
                        1_000_000,
                        Duration.ofSeconds(60),
                        1,
                        4,
                        2,
                        Duration.ofHours(1));
        running =
                new RunningServer(
                        folder,
                        1,
                        1,
                        new ServerOptions(
                                "127.0.0.1",
                                0,
                                List.of("open"),
                                1_000,
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(1),
                                limits));
    }

    @AfterAll
    void stop() {
        running.close();
        assertThat(running.bugs()).isEmpty();
    }

    private Reply send(String path, byte[] body) {
        return running.exchange(
                HttpRequest.newBuilder(URI.create(running.url() + path))
                        .headers(KEY)
                        .header("Content-Type", MultipartForm.TYPE)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static MultipartForm form(int pages) {
        return new MultipartForm().file("document", "halos.pdf", SamplePdf.of(pages));
    }

    @Test
    void aDocumentComesBackInUpstagesShape() {
        Reply reply = send(DIGITIZATION, form(2).closed());
        assertThat(reply.status()).isEqualTo(200);
        JsonNode answer = reply.json();
        assertThat(answer.path("api").stringValue()).isEqualTo("2.0");
        assertThat(answer.path("model").stringValue()).isEqualTo("sundog-layout-analyzer");
        assertThat(answer.path("usage").path("pages").intValue()).isEqualTo(2);
        JsonNode content = answer.path("content");
        assertThat(content.path("html").stringValue())
                .contains("Sundogs on page 1", "Sundogs on page 2", "&lt;b&gt;bend&lt;/b&gt;");
        assertThat(content.path("markdown").stringValue()).isEmpty();
        assertThat(content.path("text").stringValue()).isEmpty();
        JsonNode first = answer.path("elements").path(0);
        assertThat(first.path("category").stringValue()).startsWith("heading");
        assertThat(first.path("id").intValue()).isZero();
        assertThat(first.path("page").intValue()).isEqualTo(1);
        // 72 points from the left of 612
        assertThat(first.path("coordinates").path(0).path("x").doubleValue())
                .isBetween(0.115, 0.12);
        assertThat(first.has("base64_encoding")).isFalse();
    }

    @Test
    void fieldsChooseWhatTheAnswerHolds() throws IOException {
        Reply reply =
                send(
                        DIGITIZATION,
                        form(3).field("ocr", "off")
                                .field("output_formats", "['text', 'markdown']")
                                .field("coordinates", "false")
                                .field("base64_encoding", "[\"table\",\"heading1\"]")
                                .field("merge_multipage_tables", "true")
                                .field("model", "document-parse")
                                .field("pages", "2")
                                .closed());
        JsonNode answer = reply.json();
        assertThat(answer.path("content").path("html").stringValue()).isEmpty();
        assertThat(answer.path("content").path("text").stringValue())
                .startsWith("Sundogs on page 2")
                .doesNotContain("page 1");
        assertThat(answer.path("content").path("markdown").stringValue()).startsWith("#");
        JsonNode heading = answer.path("elements").path(0);
        assertThat(heading.has("coordinates")).isFalse();
        BufferedImage crop =
                ImageIO.read(
                        new ByteArrayInputStream(
                                Base64.getDecoder()
                                        .decode(heading.path("base64_encoding").stringValue())));
        assertThat(crop.getWidth()).isGreaterThan(crop.getHeight());
    }

    @Test
    void anAsynchronousRequestTellsItsStateItsResultAndItsPages() throws Exception {
        Reply accepted = send(DIGITIZATION + "/async", form(2).closed());
        assertThat(accepted.status()).isEqualTo(202);
        String id = accepted.json().path("request_id").stringValue();
        String address = DIGITIZATION + "/requests/" + id;
        RunningServer.until(
                "it is read",
                () -> status(address).path("status").stringValue().equals("completed"));
        JsonNode state = status(address);
        assertThat(state.path("id").stringValue()).isEqualTo(id);
        assertThat(state.path("name").stringValue()).isEqualTo("halos.pdf");
        assertThat(state.path("total_pages").intValue()).isEqualTo(2);
        assertThat(state.path("completed_pages").intValue()).isEqualTo(2);
        String result = state.path("batches").path(0).path("download_url").stringValue();
        assertThat(running.get(result, KEY).json()).isEqualTo(state.path("result"));
        assertThat(running.get(DIGITIZATION + "/requests", KEY).json().path("requests"))
                .anyMatch(each -> each.path("id").stringValue().equals(id));

        HttpResponse<byte[]> page =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                URI.create(running.url() + address + "/pages/2"))
                                        .headers(KEY)
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray());
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(page.body()));
        // letter: 612 x 792 points
        assertThat(image.getHeight() / (double) image.getWidth()).isBetween(1.28, 1.31);
        assertThat(running.get(address + "/pages/3", KEY).status()).isEqualTo(404);

        Reply removed =
                running.exchange(
                        HttpRequest.newBuilder(URI.create(running.url() + address))
                                .headers(KEY)
                                .DELETE());
        assertThat(removed.json().path("deleted").booleanValue()).isTrue();
        assertThat(running.get(address, KEY).status()).isEqualTo(404);
    }

    private JsonNode status(String address) {
        return running.get(address, KEY).json();
    }

    @Test
    void filesAreGoneWhenTheAnswerIs() {
        byte[] good = Arrays.copyOf(SamplePdf.of(1), 54_321);
        byte[] bad = new byte[54_321];
        for (byte[] file : List.of(good, bad)) {
            send(DIGITIZATION, new MultipartForm().file("document", "a.pdf", file).closed());
            RunningServer.until("its file is gone", () -> !uploadsOf(file.length));
        }
    }

    /** Whether a server holds an upload of this many bytes. */
    private static boolean uploadsOf(long length) {
        Path temp = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> roots = Files.list(temp)) {
            return roots.filter(root -> root.getFileName().toString().startsWith("sundog-docum"))
                    .flatMap(root -> Stream.ofNullable(root.toFile().listFiles()))
                    .flatMap(Stream::of)
                    .anyMatch(
                            folder ->
                                    folder.toPath().resolve("document").toFile().length()
                                            == length);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFileThatIsNoDocumentIsToldByItsOwnName() {
        byte[] body =
                new MultipartForm()
                        .file(
                                "document",
                                "C:\\notes\\letter.pdf",
                                "Dear Sun".getBytes(StandardCharsets.UTF_8))
                        .closed();
        Reply reply = send(DIGITIZATION, body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error().path("message").stringValue())
                .startsWith("letter.pdf")
                .doesNotContain("sundog-documents");
    }

    @Test
    void aTruncatedDocumentFailsOrIsReadInPart() {
        byte[] whole = SamplePdf.of(1);
        byte[] half = Arrays.copyOf(whole, whole.length / 3);
        Reply reply =
                send(DIGITIZATION, new MultipartForm().file("document", "h.pdf", half).closed());
        assertThat(reply.status()).isIn(200, 400);
    }

    @Test
    void aFailedAsynchronousRequestSaysWhy() {
        byte[] body = new MultipartForm().file("document", "x.pdf", new byte[100]).closed();
        String id = send(DIGITIZATION + "/async", body).json().path("request_id").stringValue();
        String address = DIGITIZATION + "/requests/" + id;
        RunningServer.until(
                "it fails", () -> status(address).path("status").stringValue().equals("failed"));
        assertThat(status(address).path("failure_message").stringValue()).startsWith("x.pdf");
        assertThat(running.get(address + "/result", KEY).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"true, 1", "false, 2"})
    void tablesOverPageBreaksAreJoinedOnRequest(boolean join, int tables) {
        MultipartForm form = new MultipartForm().file("document", "t.pdf", SamplePdf.brokenTable());
        Reply reply = send(DIGITIZATION, form.field("merge_multipage_tables", "" + join).closed());
        assertThat(reply.json().path("elements").valueStream())
                .filteredOn(element -> element.path("category").stringValue().equals("table"))
                .hasSize(tables);
    }

    @ParameterizedTest
    @CsvSource({
        "ocr, maybe",
        "output_formats, docx",
        "coordinates, perhaps",
        "base64_encoding, tables",
        "pages, 3-1",
        "merge_multipage_tables, 1",
        "colour, red"
    })
    void aWrongFieldIsNamed(String field, String value) {
        Reply reply = send(DIGITIZATION, form(1).field(field, value).closed());
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error().path("param").stringValue()).isEqualTo(field);
    }

    @Test
    void formsThatAreNoneAreRefused() {
        assertThat(send(DIGITIZATION, new MultipartForm().field("ocr", "auto").closed()))
                .satisfies(r -> assertThat(r.status()).isEqualTo(400))
                .satisfies(
                        r ->
                                assertThat(r.error().path("param").stringValue())
                                        .isEqualTo("document"));
        assertThat(
                        send(
                                        DIGITIZATION,
                                        new MultipartForm().file("file", "a", new byte[9]).closed())
                                .error()
                                .path("message")
                                .stringValue())
                .contains("'file'", "'document'");
        assertThat(send(DIGITIZATION, form(1).open()).error().path("code").stringValue())
                .isEqualTo("multipart-malformed");
        assertThat(send(DIGITIZATION, new byte[0]).status()).isEqualTo(400);
        assertThat(running.post(DIGITIZATION, "{}", KEY).status()).isEqualTo(400);
        assertThat(running.get(DIGITIZATION, KEY).status()).isEqualTo(405);
        assertThat(running.get(DIGITIZATION + "/requests/nothing", KEY).status()).isEqualTo(404);
        assertThat(running.get(DIGITIZATION + "/requests").status()).isEqualTo(401);
    }

    @Test
    void limitsHold() throws IOException {
        Reply pages = send(DIGITIZATION, form(4).closed());
        assertThat(pages.status()).isEqualTo(400);
        assertThat(pages.error().path("code").stringValue()).isEqualTo("too_many_pages");
        assertThat(send(DIGITIZATION, form(4).field("pages", "2-4").closed()).status())
                .isEqualTo(200);

        byte[] large = new MultipartForm().file("document", "a", new byte[MOST_BYTES]).closed();
        Reply bytes = send(DIGITIZATION, large);
        assertThat(bytes.status()).isEqualTo(413);
        assertThat(bytes.error().path("code").stringValue()).isEqualTo("body_too_large");

        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(1_200, 900, BufferedImage.TYPE_BYTE_BINARY), "png", png);
        Reply pixels =
                send(
                        DIGITIZATION,
                        new MultipartForm()
                                .file("document", "big.png", png.toByteArray())
                                .closed());
        assertThat(pixels.status()).isEqualTo(400);
        assertThat(pixels.error().path("message").stringValue()).contains("1080000");
    }

    @Test
    void whoeverLeavesWithinAnUploadTakesNothingAlong() throws IOException {
        RawClient client = new RawClient(running.port());
        client.send(
                "POST %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer open\r\nContent-Type: %s\r\nContent-Length: 90000\r\n\r\n"
                        .formatted(DIGITIZATION, MultipartForm.TYPE));
        client.send(new String(form(1).open(), StandardCharsets.ISO_8859_1));
        client.close();
        assertThat(send(DIGITIZATION, form(1).closed()).status()).isEqualTo(200);
    }
}
