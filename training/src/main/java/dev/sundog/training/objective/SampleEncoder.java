package dev.sundog.training.objective;

import dev.sundog.model.chat.ChatMessage;
import dev.sundog.model.chat.ChatTemplate;
import dev.sundog.model.chat.RenderOptions;
import dev.sundog.model.failure.SundogException;
import dev.sundog.model.tokenizer.Tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Makes samples of conversations and preferences, with the template and the tokenizer that serve
 * the model: the ids of a prompt followed by those of its answer are the ids of the sample.
 * Thread-safe.
 *
 * @param template the model's; empty if it has none
 * @param tokenizer the model's
 */
public record SampleEncoder(Optional<ChatTemplate> template, Tokenizer tokenizer) {

    /**
     * A conversation as the template renders it.
     *
     * @param assistantOnly whether only what the assistant says counts: each answer with what ends
     *     its turn; else everything
     * @throws SundogException (data) if the template refuses the conversation, or there is none
     */
    public Sample conversation(List<ChatMessage> messages, boolean assistantOnly) {
        TemplateMask mask = new TemplateMask(requireTemplate(), tokenizer, messages);
        if (assistantOnly) {
            return new Sample(mask.ids(), mask.assistant());
        }
        return Sample.ofText(mask.ids());
    }

    /** A document, followed by the end-of-sequence token; everything counts. */
    public Sample text(String text) {
        return Sample.ofText(tokenizer.encode(ended(text), true));
    }

    /**
     * A preference among messages. The completion begins where the prompt, rendered with what
     * begins an answer, and the whole conversation part.
     *
     * @throws SundogException (data) if the template refuses one of the conversations
     */
    public PreferencePair preference(
            List<ChatMessage> prompt, List<ChatMessage> chosen, List<ChatMessage> rejected) {
        ChatTemplate known = requireTemplate();
        return pair(
                encode(known.render(prompt, RenderOptions.prompt())),
                encode(known.render(joined(prompt, chosen), RenderOptions.finished())),
                encode(known.render(joined(prompt, rejected), RenderOptions.finished())));
    }

    /** A preference among plain texts, each ended by the end-of-sequence token. */
    public PreferencePair preference(String prompt, String chosen, String rejected) {
        return pair(
                tokenizer.encode(prompt, true),
                tokenizer.encode(prompt + ended(chosen), true),
                tokenizer.encode(prompt + ended(rejected), true));
    }

    private static PreferencePair pair(int[] prompt, int[] chosen, int[] rejected) {
        int length =
                Math.min(
                        TemplateMask.sharedPrefix(prompt, chosen),
                        TemplateMask.sharedPrefix(prompt, rejected));
        return new PreferencePair(after(length, chosen), after(length, rejected));
    }

    private static Sample after(int prompt, int[] ids) {
        boolean[] counted = new boolean[ids.length];
        Arrays.fill(counted, prompt, ids.length, true);
        return new Sample(ids, counted);
    }

    private int[] encode(String rendered) {
        return tokenizer.encode(rendered, false);
    }

    private String ended(String text) {
        if (tokenizer.eosTokenId().isEmpty()) {
            return text;
        }
        String end = tokenizer.token(tokenizer.eosTokenId().getAsInt());
        return text.endsWith(end) ? text : text + end;
    }

    private static List<ChatMessage> joined(List<ChatMessage> first, List<ChatMessage> second) {
        List<ChatMessage> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private ChatTemplate requireTemplate() {
        return template.orElseThrow(
                () ->
                        SundogException.data(
                                "no-chat-template",
                                "the model has no chat template to render a conversation with; add"
                                        + " a chat_template.jinja to its directory"));
    }
}
