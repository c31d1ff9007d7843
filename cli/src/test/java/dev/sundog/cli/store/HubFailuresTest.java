package dev.sundog.cli.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.cli.store.TestHub.Fault;
import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A hub that fails in every way: what is right in the end is kept, and nothing else. */
class HubFailuresTest {
    /** Bytes of the file that come before a dropped connection. */
    private static final long HALF = 150_000;

    private static final String MODEL = "hf:" + TestHub.REPOSITORY;
    private static final String WEIGHTS = "model.safetensors";
    private static final String REVISION = "/api/models/" + TestHub.REPOSITORY + "/revision/main";

    @TempDir private Path home;
    private TestHub hub;
    private PullFixture fixture;

    @BeforeEach
    void open() throws IOException {
        hub = TestHub.withModel();
        fixture = new PullFixture(home);
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private void arrivesWhole() {
        StoreEntry entry = fixture.pull(fixture.store(hub), MODEL);
        assertThat(entry.folder().resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
        assertThat(fixture.partials()).isEmpty();
    }

    private SundogException fails(SundogException.Kind kind, String... environment) {
        SundogException error =
                org.junit.jupiter.api.Assertions.assertThrows(
                        SundogException.class,
                        () -> fixture.pull(fixture.store(hub, environment), MODEL));
        assertThat(error.kind()).as(error.getMessage()).isEqualTo(kind);
        assertThat(home.resolve("models/tiny")).doesNotExist();
        return error;
    }

    /** From where on was asked for. */
    private static long start(Optional<String> range) {
        assertThat(range.orElse("none")).matches("bytes=[0-9]+-");
        return Long.parseLong(range.orElseThrow().replaceAll("[^0-9]", ""));
    }

    /** What was on its way when the connection ended may be lost, not more. */
    private static void goesOn(Optional<String> range) {
        assertThat(start(range)).isBetween(1L, HALF);
    }

    private List<Optional<String>> ranges() {
        return hub.requests(WEIGHTS).stream().map(TestHub.Seen::range).toList();
    }

    @Test
    void aDroppedConnectionIsGoneOnWithWhereItEnded() {
        hub.fail(WEIGHTS, Fault.DROP, Fault.DROP);

        arrivesWhole();

        assertThat(ranges()).hasSize(3).first().isEqualTo(Optional.empty());
        long second = start(ranges().get(1));
        assertThat(second).isBetween(1L, HALF);
        // half of what was asked for comes before the second drop
        assertThat(start(ranges().get(2))).isBetween(second + 1, second / 2 + HALF);
        assertThat(hub.requests(WEIGHTS).get(1).condition()).isPresent();
    }

    @Test
    void aLaterPullGoesOnWhereAnEarlierOneGaveUp() {
        hub.fail(WEIGHTS, Fault.DROP, 503, 503, 503, 503, 503, 503);
        fails(SundogException.Kind.RESOURCE);
        assertThat(fixture.partials()).anyMatch(name -> name.endsWith(".part"));
        hub.faults.clear();
        hub.seen.clear();

        arrivesWhole();

        assertThat(ranges()).singleElement().satisfies(HubFailuresTest::goesOn);
        assertThat(fixture.lastTotal).isLessThan(2 * HALF);
    }

    @Test
    void aFileThatChangedBetweenTwoRangesIsBegunAgain() {
        hub.fail(WEIGHTS, Fault.DROP, Fault.CHANGED);

        arrivesWhole();

        assertThat(fixture.said).anyMatch(said -> said.contains("from its beginning"));
    }

    @Test
    void aChangedTagInARangeIsNoticedToo() throws IOException {
        byte[] content = hub.files.get(WEIGHTS);
        Path partial = fixture.folders().partials().resolve(hub.sha256(WEIGHTS) + ".part");
        Files.createDirectories(partial.getParent());
        Files.write(partial, Arrays.copyOf(content, 1000));
        Files.writeString(
                fixture.folders().partials().resolve(hub.sha256(WEIGHTS) + ".etag"), "old");

        arrivesWhole();

        assertThat(ranges()).containsExactly(Optional.of("bytes=1000-"), Optional.empty());
    }

    @Test
    void aWrongBeginningOfUnknownTagIsFoundByTheDigest() throws IOException {
        Path partial = fixture.folders().partials().resolve(hub.sha256(WEIGHTS) + ".part");
        Files.createDirectories(partial.getParent());
        Files.write(partial, new byte[1000]);

        arrivesWhole();

        assertThat(ranges()).containsExactly(Optional.of("bytes=1000-"), Optional.empty());
    }

    @Test
    void aServerWithoutRangesSendsTheWholeFile() {
        hub.fail(WEIGHTS, Fault.DROP, Fault.WHOLE);

        arrivesWhole();
    }

    @Test
    void wrongAnswersOnceAreGotOver() {
        hub.fail(WEIGHTS, Fault.FLIPPED);
        arrivesWhole();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHORT", "LONG", "FLIPPED"})
    void wrongBytesAreNeverKept(String fault) {
        hub.fail(WEIGHTS, Fault.valueOf(fault), Fault.valueOf(fault), Fault.valueOf(fault));

        assertThat(fails(SundogException.Kind.DATA).getMessage()).contains(WEIGHTS, "twice");
        assertThat(fixture.folders().blob(hub.sha256(WEIGHTS))).doesNotExist();
        // other files, broken off in the midst, may leave theirs
        assertThat(fixture.partials()).doesNotContain(hub.sha256(WEIGHTS) + ".part");
    }

    @Test
    void anotherRangeThanAskedForIsNotUsed() {
        hub.fail(WEIGHTS, Fault.DROP, Fault.OTHER_RANGE);
        arrivesWhole();
    }

    @Test
    void aSmallFileIsCheckedByGitsName() {
        hub.listedDigests.put("git config.json", "1".repeat(40));

        assertThat(fails(SundogException.Kind.DATA).getMessage())
                .contains("config.json", "git's name", "1".repeat(40));
    }

    @Test
    void aSilentServerIsNotWaitedForForever() {
        hub.fail(WEIGHTS, Fault.STALL);
        long begin = System.nanoTime();

        StoreEntry entry =
                fixture.pull(fixture.store(hub, "HF_HUB_DOWNLOAD_TIMEOUT", "0.5"), MODEL);

        assertThat(entry.folder().resolve(WEIGHTS)).hasBinaryContent(hub.files.get(WEIGHTS));
        assertThat(ranges()).last().satisfies(HubFailuresTest::goesOn);
        assertThat(System.nanoTime() - begin).isLessThan(30_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void whatMayPassIsTriedAgain(int status) {
        hub.fail(REVISION, status, status);
        hub.fail(WEIGHTS, status);

        arrivesWhole();
    }

    @Test
    void whatDoesNotPassEnds() {
        hub.fail(REVISION, 503, 503, 503, 503, 503, 503);

        assertThat(fails(SundogException.Kind.RESOURCE).getMessage())
                .contains("status 503", "5 attempts");
    }

    @Test
    void refusalsSayWhatToDo() {
        hub.fail(REVISION, 401, 403, 404);

        assertThat(fails(SundogException.Kind.RESOURCE).getMessage()).contains("HF_TOKEN");
        assertThat(fails(SundogException.Kind.RESOURCE).getMessage()).contains("terms");
        assertThat(fails(SundogException.Kind.RESOURCE).getMessage()).contains("does not know it");
        hub.token = Optional.of("right");
        assertThat(fails(SundogException.Kind.RESOURCE, "HF_TOKEN", "wrong").getMessage())
                .contains("does not accept the token")
                .doesNotContain("wrong");
    }

    @Test
    void whatTheHubSaysCannotMoveTheCursor() {
        hub.headerValue = "gated\u009b2J, ask";
        hub.fail(REVISION, 403);

        assertThat(fails(SundogException.Kind.RESOURCE).getMessage())
                .contains("the hub says: gated")
                .doesNotContain("\u009b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../escaped.json",
                "/etc/escaped.json",
                "a/../../escaped.json",
                "..\\escaped.json",
                "C:escaped.json",
                "a//b.json",
                "line\nbreak.json"
            })
    void aNameThatClimbsOutIsRefused(String name) {
        hub.small(name, "{}");

        assertThat(fails(SundogException.Kind.DATA).getMessage()).contains("refused");
        assertThat(PullFixture.tree(home)).noneMatch(file -> file.contains("escaped"));
        assertThat(hub.seen).noneMatch(one -> one.path().contains("/resolve/"));
    }

    @Test
    void anIndexThatNamesOtherFilesIsRefused() {
        hub.files.remove(WEIGHTS);
        hub.small(
                "model.safetensors.index.json", "{\"weight_map\": {\"a\": \"../x.safetensors\"}}");
        assertThat(fails(SundogException.Kind.DATA).getMessage()).contains("refused");

        hub.small(
                "model.safetensors.index.json", "{\"weight_map\": {\"a\": \"pytorch_model.bin\"}}");
        assertThat(fails(SundogException.Kind.DATA).getMessage()).contains("pytorch_model.bin");

        hub.small("model.safetensors.index.json", "[[[");
        assertThat(fails(SundogException.Kind.DATA).getMessage()).contains("no JSON");
    }

    @Test
    void stoppingKeepsWhatHasArrived() {
        hub.fail(WEIGHTS, Fault.STALL);
        fixture.stop = () -> sizeOfPartial() >= 150_000;

        assertThatThrownBy(() -> fixture.pull(fixture.store(hub), MODEL))
                .isInstanceOf(PullInterrupted.class);

        assertThat(home.resolve("models/tiny")).doesNotExist();
        fixture.stop = () -> false;
        hub.seen.clear();
        arrivesWhole();
        assertThat(ranges()).singleElement().satisfies(HubFailuresTest::goesOn);
    }

    private long sizeOfPartial() {
        try {
            Path partial = fixture.folders().partials().resolve(hub.sha256(WEIGHTS) + ".part");
            return Files.exists(partial) ? Files.size(partial) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
