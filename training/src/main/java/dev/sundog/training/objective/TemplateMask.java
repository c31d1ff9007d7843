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
 * Which tokens of a rendered conversation the assistant says. Where the template marks them ({@code
 * {% generation %}}) its marks hold. Else they are found by differencing renderings of the same
 * template: an answer begins where the prompt for it ends (or, if the conversation goes on another
 * way than the prompt, where the two part), and ends where the conversation up to it does.
 */
final class TemplateMask {
    private static final String SENTINEL = "\uE000";
    private static final RenderOptions PROMPT = RenderOptions.prompt();
    private static final RenderOptions FINISHED = RenderOptions.finished();

    private final ChatTemplate template;
    private final Tokenizer tokenizer;
    private final List<ChatMessage> messages;
    private final String text;
    private final int[] ids;

    TemplateMask(ChatTemplate template, Tokenizer tokenizer, List<ChatMessage> messages) {
        this.template = template;
        this.tokenizer = tokenizer;
        this.messages = messages;
        this.text = template.render(messages, FINISHED);
        this.ids = tokenizer.encode(text, false);
    }

    /** The whole conversation. */
    int[] ids() {
        return ids;
    }

    /** Whether each token is the assistant's. */
    boolean[] assistant() {
        boolean[] mask = new boolean[ids.length];
        List<ChatTemplate.Span> marked = template.generationSpans(messages, FINISHED);
        if (!marked.isEmpty()) {
            for (ChatTemplate.Span span : marked) {
                Arrays.fill(mask, tokensIn(span.from()), tokensIn(span.to()), true);
            }
            return mask;
        }
        for (int turn = 0; turn < messages.size(); turn++) {
            if (messages.get(turn).role().equals("assistant")) {
                markByDifference(turn, mask);
            }
        }
        return mask;
    }

    private void markByDifference(int turn, boolean[] mask) {
        Optional<String> prompt = render(messages.subList(0, turn), PROMPT);
        Optional<String> answered =
                turn == messages.size() - 1
                        ? Optional.of(text)
                        : render(messages.subList(0, turn + 1), FINISHED);
        int from = prompt.map(this::shared).orElse(0);
        int to = answered.map(this::shared).orElse(0);
        if (prompt.isEmpty() || to <= from) {
            ChatTemplate.Span content = content(messages, turn, text);
            from = prompt.isEmpty() ? tokensIn(content.from()) : from;
            to = Math.max(from, tokensIn(end(turn, content, answered)));
        }
        Arrays.fill(mask, from, to, true);
    }

    /** Where a turn ends: its content, and what the template ends the turn with. */
    private int end(int turn, ChatTemplate.Span content, Optional<String> answered) {
        if (answered.isEmpty()) {
            return content.to();
        }
        List<ChatMessage> upTo = messages.subList(0, turn + 1);
        String ending = answered.get().substring(content(upTo, turn, answered.get()).to());
        int same = 0;
        while (same < ending.length()
                && content.to() + same < text.length()
                && ending.charAt(same) == text.charAt(content.to() + same)) {
            same++;
        }
        return content.to() + same;
    }

    /** Where the content of a turn stands, found by rendering with another content. */
    private ChatTemplate.Span content(List<ChatMessage> conversation, int turn, String rendered) {
        List<ChatMessage> changed = new ArrayList<>(conversation);
        changed.set(turn, new ChatMessage(conversation.get(turn).role(), SENTINEL));
        String other = template.render(changed, FINISHED);
        int limit = Math.min(rendered.length(), other.length());
        int from = 0;
        while (from < limit && rendered.charAt(from) == other.charAt(from)) {
            from++;
        }
        int behind = 0;
        while (behind < limit - from
                && rendered.charAt(rendered.length() - 1 - behind)
                        == other.charAt(other.length() - 1 - behind)) {
            behind++;
        }
        return new ChatTemplate.Span(from, rendered.length() - behind);
    }

    /** A part of the conversation; empty if the template refuses to render just that. */
    private Optional<String> render(List<ChatMessage> part, RenderOptions options) {
        try {
            return Optional.of(template.render(part, options));
        } catch (SundogException refused) {
            return Optional.empty();
        }
    }

    /** Tokens that lie wholly in the first characters of the conversation. */
    private int tokensIn(int characters) {
        return characters == text.length() ? ids.length : shared(text.substring(0, characters));
    }

    /** Tokens that a text has in common with the conversation, from the start. */
    private int shared(String other) {
        return sharedPrefix(ids, tokenizer.encode(other, false));
    }

    /** Length of the longest common prefix. */
    static int sharedPrefix(int[] a, int[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }
}
