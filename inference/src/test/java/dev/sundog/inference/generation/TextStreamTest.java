package dev.sundog.inference.generation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

class TextStreamTest {
    @Test
    void nothingOfAStopTextLeaks() {
        TextStream stream = new TextStream(List.of("STOP", "end."));
        assertThat(stream.push("go S")).isEqualTo("go ");
        assertThat(stream.push("T")).isEmpty();
        assertThat(stream.push("ART e")).isEqualTo("START ");
        assertThat(stream.push("nd")).isEmpty();
        assertThat(stream.stopped()).isFalse();
        assertThat(stream.push(". more")).isEmpty();
        assertThat(stream.stopped()).isTrue();
        assertThat(stream.text()).isEqualTo("go START ");
        assertThat(stream.push("x")).isEmpty();
        assertThat(stream.flush()).isEmpty();
    }

    @Test
    void theEarliestStopTextCounts() {
        TextStream stream = new TextStream(List.of("bc", "ab"));
        assertThat(stream.push("xabc")).isEqualTo("x");
        assertThat(stream.text()).isEqualTo("x");
    }

    @Test
    void aBeginningThatIsNoStopTextComesAtTheEnd() {
        TextStream stream = new TextStream(List.of("aab"));
        assertThat(stream.push("aaa")).isEqualTo("a");
        assertThat(stream.flush()).isEqualTo("aa");
        assertThat(stream.text()).isEqualTo("aaa");
    }

    @Test
    void anEmptyStopTextStopsNothing() {
        TextStream stream = new TextStream(List.of(""));
        assertThat(stream.push("abc")).isEqualTo("abc");
        assertThat(stream.stopped()).isFalse();
    }
}
