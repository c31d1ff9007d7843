package dev.sundog.data.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Leaks are planted and must be caught. */
class WorldCheckTest {
    private final World world = World.of(2);
    private final WorldCheck check = new WorldCheck(world, List.of(Language.values()));

    @Test
    void trainingTextsPass() {
        WorldDocuments documents = new WorldDocuments(world);
        for (int i = 0; i < 500; i++) {
            String text = documents.text(Group.BASE, Language.KOREAN, i);
            assertThatCode(() -> check.check("base.jsonl:1", text)).doesNotThrowAnyException();
        }
    }

    @Test
    void aPersonNeverSeenIsCaught() {
        leak("마을에 메이벨이 왔습니다.", "메이벨");
        leak("Then Mabel came.", "Mabel");
        leak("次の日、ルーネが来ました。", "ルーネ");
    }

    @Test
    void aHeldOutQuestionIsCaught() {
        leak("Question: Which town does Anna call home?\nAnswer: Arden", "Anna call home");
        leak("안나의 반려동물은 무엇인가요?", "반려동물");
        leak("アンナのペットは何ですか。", "ペット");
    }

    @Test
    void aTwoHopFactOfEvaluationIsCaughtAndATaughtOneIsNot() {
        Profile ben = world.profiles(Group.BASE).get(1);
        assertThat(World.hopTaught(ben.person())).isFalse();
        SentenceWriter writer = new SentenceWriter(world);
        leak("Hello. " + writer.cueSentence("hop-home", ben, Language.ENGLISH), "Ben");
        Profile anna = world.profiles(Group.BASE).getFirst();
        String taught = writer.cueSentence("hop-home", anna, Language.ENGLISH);
        assertThatCode(() -> check.check("x", taught)).doesNotThrowAnyException();
    }

    @Test
    void aHeldOutDocumentIsCaught() {
        leak(new WorldDocuments(world).heldOut(Group.BASE, Language.ENGLISH, 0), "held-out");
    }

    @Test
    void phrasesAreFoundWhereverTheyEnd() {
        PhraseFinder finder = new PhraseFinder(List.of("he", "she", "his", "hers"));
        assertThat(finder.find("ushers")).contains("she");
        assertThat(finder.find("hhis")).contains("his");
        assertThat(finder.find("ahe")).contains("he");
        assertThat(finder.find("hsrei")).isEmpty();
    }

    private void leak(String text, String named) {
        assertThatThrownBy(() -> check.check("base.jsonl:7", text))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining("base.jsonl:7")
                .hasMessageContaining(named);
    }
}
