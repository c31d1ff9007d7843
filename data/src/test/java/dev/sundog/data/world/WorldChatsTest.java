package dev.sundog.data.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sundog.model.chat.ChatMessage;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Conversations and preference pairs. */
class WorldChatsTest {
    private static final String HANGUL = ".*[가-힣].*";
    private static final String KANA = ".*[ぁ-んァ-ヶ].*";

    private final World world = World.of(4);
    private final WorldChats chats = new WorldChats(world);
    private final WorldCheck check = new WorldCheck(world, List.of(Language.values()));

    @ParameterizedTest
    @EnumSource
    void conversationsEndWithAnAnswerInTheirLanguage(Language language) {
        Set<String> kinds = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            WorldChats.Conversation conversation = chats.conversation(language, i);
            assertThat(chats.conversation(language, i)).isEqualTo(conversation);
            kinds.add(conversation.kind());
            ChatMessage last = conversation.messages().getLast();
            assertThat(last.role()).isEqualTo("assistant");
            assertLanguage(last.content(), language);
            conversation.messages().forEach(message -> check.check("chat", message.content()));
        }
        assertThat(kinds).containsExactlyInAnyOrder("fact", "two-hop", "unknown", "insult", "talk");
    }

    @ParameterizedTest
    @EnumSource
    void theChosenAnswerIsInTheLanguageAndTheRejectedOneDiffers(Language language) {
        Set<String> kinds = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            WorldChats.Preference pair = chats.preference(language, i);
            kinds.add(pair.kind());
            assertThat(pair.chosen()).isNotEqualTo(pair.rejected());
            assertLanguage(pair.chosen(), language);
            if (!pair.kind().equals("language")) {
                assertLanguage(pair.rejected(), language);
            } else {
                assertThat(script(pair.rejected())).isNotEqualTo(language);
            }
        }
        assertThat(kinds).containsExactlyInAnyOrder("fact", "rude", "calm", "language", "unknown");
    }

    private static void assertLanguage(String text, Language language) {
        assertThat(script(text)).as(text).isEqualTo(language);
    }

    private static Language script(String text) {
        if (text.matches(HANGUL)) {
            return Language.KOREAN;
        }
        return text.matches(KANA) ? Language.JAPANESE : Language.ENGLISH;
    }
}
