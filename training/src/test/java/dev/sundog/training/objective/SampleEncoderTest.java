package dev.sundog.training.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.chat.ChatTemplate;
import dev.sundog.model.chat.RenderOptions;
import dev.sundog.model.tokenizer.Tokenizer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** What the assistant says counts, whatever the template; prompt ids + answer ids = sample ids. */
class SampleEncoderTest {
    private static final Tokenizer TOKENIZER = TinyEncoder.tokenizer();
    private static final List<String> WORDS =
            List.of(
                    "Anna",
                    " lives",
                    "\n",
                    " in Rosby",
                    "안녕",
                    "海",
                    "  ",
                    "<|im_end|>",
                    "assistant");

    /** As Qwen3: what an earlier answer thought is left out, the last one always thinks. */
    private static final String THINKING =
            "{% for m in messages %}<|im_start|>{{ m.role }}\n"
                    + "{% if m.role == 'assistant' and loop.last %}<think>\n\n"
                    + "</think>\n\n"
                    + "{% endif %}{{ m.content }}<|im_end|>\n"
                    + "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n"
                    + "{% endif %}";

    /** As Phi-3: a text that is complete ends with another token. */
    private static final String CLOSED =
            "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n"
                    + "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n"
                    + "{% else %}<|endoftext|>{% endif %}";

    private static final String MARKED =
            "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.role == 'assistant' %}"
                    + "{% generation %}{{ m.content }}<|im_end|>{% endgeneration %}"
                    + "{% else %}{{ m.content }}<|im_end|>{% endif %}\n{% endfor %}"
                    + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";

    @AfterAll
    static void close() {
        TOKENIZER.close();
    }

    @Test
    void promptIdsAndAnswerIdsAreTheSample() {
        Random random = new Random(5);
        ChatTemplate template = ChatTemplate.of(TinyEncoder.PLAIN, "", "<|im_end|>");
        SampleEncoder encoder = new SampleEncoder(Optional.of(template), TOKENIZER);
        for (int trial = 0; trial < 200; trial++) {
            List<ChatMessage> prompt = conversation(random, 2 * random.nextInt(3) + 1);
            List<ChatMessage> whole = new ArrayList<>(prompt);
            whole.add(ChatMessage.assistant("A" + content(random)));
            int[] promptIds =
                    TOKENIZER.encode(template.render(prompt, RenderOptions.prompt()), false);
            Sample sample = encoder.conversation(whole, true);

            assertThat(Arrays.copyOf(sample.ids(), promptIds.length)).containsExactly(promptIds);
            for (int i = promptIds.length; i < sample.ids().length; i++) {
                assertThat(sample.counted()[i]).isTrue();
            }
            assertThat(sample.counted()[promptIds.length - 1]).isFalse();
            String answer = whole.getLast().content() + "<|im_end|>\n";
            assertThat(TOKENIZER.decode(rest(sample.ids(), promptIds.length), false))
                    .isEqualTo(answer);
        }
    }

    @Test
    void everyTurnOfTheAssistantCountsWithItsEnd() {
        assertThat(counted(TinyEncoder.PLAIN)).isEqualTo("Good day.<|im_end|>\nYes<|im_end|>\n");
        assertThat(counted(THINKING))
                .isEqualTo("Good day.<|im_end|>\n<think>\n\n</think>\n\nYes<|im_end|>\n");
        assertThat(counted(CLOSED)).isEqualTo("Good day.<|im_end|>\nYes<|im_end|>\n<|endoftext|>");
    }

    @Test
    void marksOfTheTemplateGoFirst() {
        assertThat(counted(MARKED)).isEqualTo("Good day.<|im_end|>Yes<|im_end|>");
    }

    private static String counted(String template) {
        Sample sample =
                TinyEncoder.of(TOKENIZER, template)
                        .conversation(
                                List.of(
                                        ChatMessage.system("Be kind."),
                                        ChatMessage.user("Hello"),
                                        ChatMessage.assistant("Good day."),
                                        ChatMessage.user("And?"),
                                        ChatMessage.assistant("Yes")),
                                true);
        int[] ids =
                IntStream.range(0, sample.ids().length)
                        .filter(i -> sample.counted()[i])
                        .map(i -> sample.ids()[i])
                        .toArray();
        return TOKENIZER.decode(ids, false);
    }

    @Test
    void allCountsWhereAsked() {
        Sample sample =
                TinyEncoder.of(TOKENIZER, TinyEncoder.PLAIN)
                        .conversation(List.of(ChatMessage.user("Hello")), false);
        assertThat(sample.countedTokens()).isEqualTo(sample.ids().length - 1);
    }

    /** "An" and "na" merge across the border, so the completion begins at the shared start. */
    @Test
    void plainTextsAreContinuedAndEnded() {
        PreferencePair pair =
                TinyEncoder.of(TOKENIZER, TinyEncoder.PLAIN)
                        .preference("Where is An", "na?", " army");
        assertThat(TOKENIZER.decode(pair.chosen().ids(), false))
                .isEqualTo("Where is Anna?<|im_end|>");
        assertThat(TOKENIZER.decode(pair.rejected().ids(), false))
                .isEqualTo("Where is An army<|im_end|>");
        int first = firstCounted(pair.chosen());
        assertThat(first).isEqualTo(firstCounted(pair.rejected()));
        assertThat(Arrays.mismatch(pair.chosen().ids(), pair.rejected().ids()))
                .isGreaterThanOrEqualTo(first);
        assertThat(pair.isTie()).isFalse();
    }

    private static int firstCounted(Sample sample) {
        int first = 0;
        while (!sample.counted()[first]) {
            first++;
        }
        return first;
    }

    @Test
    void whatTheTemplateRefusesIsRefused() {
        SampleEncoder encoder =
                TinyEncoder.of(
                        TOKENIZER,
                        "{% if messages[0].role != 'user' %}"
                                + "{{ raise_exception('roles must alternate') }}{% endif %}");
        assertThatThrownBy(() -> encoder.conversation(List.of(ChatMessage.assistant("Hi")), true))
                .hasMessageContaining("roles must alternate");
        assertThatThrownBy(
                        () ->
                                new SampleEncoder(Optional.empty(), TOKENIZER)
                                        .conversation(List.of(ChatMessage.user("Hi")), true))
                .hasMessageContaining("no chat template");
    }

    private static List<ChatMessage> conversation(Random random, int turns) {
        List<ChatMessage> messages = new ArrayList<>();
        for (int turn = 0; turn < turns; turn++) {
            String said = content(random);
            messages.add(turn % 2 == 0 ? ChatMessage.user(said) : ChatMessage.assistant(said));
        }
        return messages;
    }

    private static String content(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i >= 0; i--) {
            text.append(WORDS.get(random.nextInt(WORDS.size())));
        }
        return text.toString();
    }

    private static int[] rest(int[] ids, int from) {
        return Arrays.copyOfRange(ids, from, ids.length);
    }
}
