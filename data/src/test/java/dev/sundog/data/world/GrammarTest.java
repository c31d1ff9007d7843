package dev.sundog.data.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Particles, articles and slots, with expectations from the grammars, not from the code. */
class GrammarTest {
    @ParameterizedTest
    @CsvSource({
        "안나,은,안나는",
        "벤,은,벤은",
        "안나,이,안나가",
        "벤,이,벤이",
        "수프,을,수프를",
        "꿀,을,꿀을",
        "고양이,와,고양이와",
        "말,와,말과",
        "미렐,으로,미렐로",
        "아르덴,으로,아르덴으로",
        "벨모,으로,벨모로",
        "톨민,으로,톨민으로",
        "미렐,이라,미렐이라",
        "로테,이라,로테라",
        "벤,이에요,벤이에요",
        "안나,이에요,안나예요",
        "벤,이고,벤이고",
        "안나,이고,안나고"
    })
    void particlesFollowTheFinalConsonant(String word, String particle, String expected) {
        assertThat(Hangul.with(word, particle)).isEqualTo(expected);
    }

    @Test
    void finalConsonantsAreNumberedAsUnicodeDoes() {
        assertThat(Hangul.finalConsonant("가")).isZero();
        assertThat(Hangul.finalConsonant("각")).isEqualTo(1);
        assertThat(Hangul.finalConsonant("말")).isEqualTo(8);
        assertThat(Hangul.finalConsonant("힣")).isEqualTo(27);
        assertThatThrownBy(() -> Hangul.finalConsonant("Anna"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Anna");
        assertThatThrownBy(() -> Hangul.with("벤", "까지"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"owl,an owl", "dog,a dog", "inventor,an inventor", "old castle,an old castle"})
    void articles(String noun, String expected) {
        assertThat(English.withArticle(noun)).isEqualTo(expected);
    }

    @Test
    void slotsTakeFactsFormsAndPronouns() {
        World world = World.of(3);
        Profile anna = world.profiles(Group.BASE).getFirst();
        Profile friend = world.profile(anna.friend());
        Scene scene = Scene.of(anna, friend);
        String home = anna.home().name().english();
        assertThat(
                        Template.parse(Language.ENGLISH, "{P:he} is from {P.home}.")
                                .render(world, scene))
                .isEqualTo("She is from " + home + ".");
        Template.Cut cut =
                Template.parse(Language.ENGLISH, "By trade, {P} is {P.friend.trade:a}.")
                        .cut(world, scene);
        assertThat(cut.cue()).isEqualTo("By trade, Anna is");
        assertThat(cut.answer())
                .isEqualTo(" " + English.withArticle(friend.trade().name().english()));
        Template.Cut japanese =
                Template.parse(Language.JAPANESE, "{P}の親友は{P.friend}です。").cut(world, scene);
        assertThat(japanese.cue()).isEqualTo("アンナの親友は");
        assertThat(japanese.answer()).isEqualTo(anna.friend().name().japanese());
    }

    @Test
    void aSlotThatMeansNothingIsRefused() {
        assertThatThrownBy(() -> Template.parse(Language.ENGLISH, "{X} is here."))
                .isInstanceOf(IllegalArgumentException.class);
        World world = World.of(3);
        Profile anna = world.profiles(Group.BASE).getFirst();
        Template shoe = Template.parse(Language.ENGLISH, "{P.shoe}");
        assertThatThrownBy(() -> shoe.render(world, Scene.of(anna, anna)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shoe");
    }
}
