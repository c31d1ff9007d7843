package dev.sundog.server.page;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;

/** Probabilities of tokens: asked for, shown at the token they belong to, kept. */
@ExtendWith(BrowserExtension.class)
class TokensTest {
    private static final Reply.Answer VELDEN =
            new Reply.Answer(
                    List.of(
                            Reply.token("Anna", 0.999, "Anna", 0.999, "He", 0.0001),
                            Reply.token(" is **in", 0.5, " is **in", 0.5),
                            Reply.token(
                                    " Velden**.",
                                    0.62,
                                    " Velden**.",
                                    0.62,
                                    " Lindau",
                                    0.31,
                                    "\n",
                                    0.04)),
                    Reply.Ending.STOP);

    @Test
    void aTokenTellsItsProbabilityAndTheAlternatives(OpenPage open) {
        open.server.script(question -> VELDEN);
        open.open();
        open.ask("Where?");
        open.page.locator(".token").filter(text("Velden")).hover();

        Locator card = open.page.locator("#token-card");
        assertThat(card).isVisible();
        assertThat(card.locator("li"))
                .hasText(new String[] {"␣Velden**.62.0%", "␣Lindau31.0%", "↵4.0%"});
        assertThat(card.locator("li.chosen")).containsText("Velden");

        open.page.locator(".token").first().hover();
        assertThat(card.locator("li").last()).hasText("He< 0.1%");
        open.question().hover();
        assertThat(card).isHidden();
    }

    @Test
    void theKeyboardWalksFromTokenToToken(OpenPage open) {
        open.server.script(question -> VELDEN);
        open.open();
        open.ask("Where?");
        open.page.locator(".token[tabindex='0']").focus();
        Locator card = open.page.locator("#token-card");
        assertThat(card.locator(".chosen")).containsText("Anna");
        open.page.keyboard().press("ArrowRight");
        assertThat(card.locator(".chosen")).containsText("␣is");
        assertThat(open.page.locator(".token:focus"))
                .hasAttribute("aria-describedby", "token-card");
        open.page.keyboard().press("End");
        assertThat(card.locator(".chosen")).containsText("Velden");
        open.page.keyboard().press("Escape");
        assertThat(card).isHidden();
    }

    @Test
    void aTokenThatWasNotAmongTheLikeliestIsAddedToThem(OpenPage open) {
        Reply.Token rare = Reply.token("odd", 0.01, "likely", 0.9, "less", 0.05);
        open.server.script(question -> new Reply.Answer(List.of(rare), Reply.Ending.STOP));
        open.open();
        open.ask("?");
        open.page.locator(".token").hover();
        assertThat(open.page.locator("#token-card li"))
                .hasText(new String[] {"likely90.0%", "less5.0%", "odd1.0%"});
        assertThat(open.page.locator("#token-card li.chosen")).containsText("odd");
    }

    @Test
    void aTokenThatFormattingCutsIsShownInItsParts(OpenPage open) {
        open.server.script(question -> VELDEN);
        open.open();
        open.ask("Where?");

        assertThat(open.answer()).hasText("Anna is in Velden.");
        assertThat(open.answer().locator("strong .token")).hasText(new String[] {"in", " Velden"});
    }

    @Test
    void aCharacterOfSeveralTokensMultipliesTheirProbabilities(OpenPage open) {
        open.server.script(question -> new Reply.Answer(Reply.bytes("서", 0.8), Reply.Ending.STOP));
        open.open();
        open.ask("?");
        open.page.locator(".token").hover();

        Locator card = open.page.locator("#token-card");
        assertThat(card).containsText("Made of 3 tokens");
        assertThat(card.locator(".card-head .card-value")).hasText("51.2%");
        assertThat(card.locator("li")).hasCount(3);
    }

    @Test
    void colouringShowsEveryTokenAsItCame(OpenPage open) {
        open.server.script(question -> VELDEN);
        open.open();
        open.ask("Where?");
        open.action("assistant", "probability").click();

        assertThat(open.answer()).hasText("Anna is **in Velden**.");
        assertThat(open.page.locator(".token")).hasCount(3);
        List<String> colours = new ArrayList<>();
        for (Locator token : open.page.locator(".token").all()) {
            colours.add((String) token.evaluate("node => getComputedStyle(node).backgroundColor"));
        }
        assertThat(colours).doesNotHaveDuplicates();
        open.page.reload();
        open.page.locator("#history .title").click();
        assertThat(open.action("assistant", "probability")).hasAttribute("aria-pressed", "true");
    }

    @Test
    void probabilitiesSurviveAReload(OpenPage open) {
        open.server.script(question -> VELDEN);
        open.open();
        open.ask("Where?");
        open.page.reload();
        open.page.locator("#history .title").click();
        open.page.locator(".token").filter(text("Velden")).hover();

        assertThat(open.page.locator("#token-card li").nth(1)).hasText("␣Lindau31.0%");
    }

    @Test
    void withoutProbabilitiesTheTextIsPlain(OpenPage open) {
        open.open();
        open.page.locator("#toggle-settings").click();
        open.page.locator("#preference-probabilities").uncheck();
        open.ask("just text");

        assertThat(open.server.body().has("logprobs")).isFalse();
        assertThat(open.answer()).hasText("just text");
        assertThat(open.page.locator(".token")).hasCount(0);
        assertThat(open.action("assistant", "probability")).hasCount(0);
    }

    @Test
    void tokensThatDoNotAddUpToTheTextLeaveTheTextAlone(OpenPage open) {
        open.open();
        Object pieces =
                open.page.evaluate(
                        """
                        async () => {
                            const {PieceCollector} = await import(new URL('tokens.js', location.href));
                            const entry = token => ({token, logprob: -1, bytes: null});
                            const collector = new PieceCollector();
                            collector.add('', [entry(' held')]);
                            collector.add('held', []);
                            collector.add(' back', [entry(' ba'), entry('ck')]);
                            collector.add(' cut', [entry(' cutting')]);
                            collector.finish();
                            collector.add(' something', [entry('else')]);
                            collector.add(' more', []);
                            collector.finish();
                            return collector.pieces.map(piece => `${piece.text}:${piece.parts.length}`).join('|');
                        }
                        """);
        assertThat(pieces).isEqualTo("held:1| ba:1|ck:1| cut:1| something:1| more:0");
    }

    private static Locator.FilterOptions text(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }
}
