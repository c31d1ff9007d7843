package dev.sundog.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import dev.sundog.model.failure.SundogException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

class GrammarTest {
    private static final String[] TEXTS = {
        "",
        "b",
        "aab",
        "c",
        "abc",
        "ac",
        "ab",
        "abbc",
        "xyz",
        "de",
        "def",
        "defg",
        "a@b.com",
        "me@x.org",
        "me@x.net",
        "あん",
        "ア",
        "abb",
        "aababb",
        "yyz",
        "yyzz",
        "yz",
        "Äpfel",
        "äpfel",
        "a-c",
        "a\nc",
        "a😀c",
        "2024-12",
        "2024-1",
        "]-x",
        "\\"
    };

    private static boolean accepts(Grammar grammar, String text) {
        return new Recogniser(grammar).accepts(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Recogniser gbnf(String text) {
        return new Recogniser(Gbnf.parse(text));
    }

    private static boolean accepts(Recogniser recogniser, String text) {
        return recogniser.accepts(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void arithmeticOfTheGbnfManual() {
        Recogniser sums =
                gbnf(
                        """
                        # sums
                        root  ::= (expr "=" ws term "\\n")+
                        expr  ::= term ([-+*/] term)*
                        term  ::= ident | num | "(" ws expr ")" ws
                        ident ::= [a-z] [a-z0-9_]* ws
                        num   ::= [0-9]+ ws
                        ws    ::= [ \\t\\n]*
                        """);
        assertThat(accepts(sums, "a1+2*(b-(3))= 4\n")).isTrue();
        assertThat(accepts(sums, "1=1\n2 = x\n")).isTrue();
        assertThat(accepts(sums, "1+=1\n")).isFalse();
        assertThat(accepts(sums, "(1=1\n")).isFalse();
        assertThat(accepts(sums, "")).isFalse();
    }

    @Test
    void nestingNeedsAStack() {
        Recogniser nested = gbnf("root ::= \"(\" root \")\" | \"[\" root \"]\" | \"x\"");
        String deep = "([".repeat(2_000) + "x" + "])".repeat(2_000);
        assertThat(accepts(nested, deep)).isTrue();
        assertThat(accepts(nested, deep + ")")).isFalse();
        assertThat(accepts(nested, "([x)]")).isFalse();
    }

    @Test
    void manyWaysToReadATextAreSharedStacks() {
        // the number of stacks doubles with each a, their joined form grows by one
        Recogniser ambiguous = gbnf("root ::= \"a\" root \"b\" | \"a\" root \"c\" | \"x\"");
        assertThat(accepts(ambiguous, "a".repeat(200) + "x" + "bc".repeat(100))).isTrue();
        assertThat(accepts(ambiguous, "a".repeat(200) + "x" + "bc".repeat(99) + "b")).isFalse();
    }

    @Test
    void repetitionsInTails() {
        Recogniser tails = gbnf("root ::= \"a\" rest\nrest ::= \",\" \"a\" rest | \"\"");
        assertThat(accepts(tails, "a" + ",a".repeat(5_000))).isTrue();
        RecogniserState state = requireNonNull(tails.step(tails.start(), 'a'));
        RecogniserState later = state;
        for (int i = 0; i < 3; i++) {
            later = requireNonNull(tails.step(later, ','));
            later = requireNonNull(tails.step(later, 'a'));
        }
        assertThat(later).isSameAs(state);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "root ::= a ~ line 1, column 10: rule 'a' is used and not defined",
                "roo ::= \"a\" ~ no rule 'root'",
                "root ::= (\"a\" ~ group without its closing",
                "root = \"a\" ~ expected '::='",
                "root ::= [z-a] ~ ends before it begins",
                "root ::= \"a\"{3,2} ~ at least 3 and at most 2",
                "root ::= <[1]> ~ tokens by number",
                "root ::= root \"a\" | \"b\" ~ leads to itself",
                "root ::= (\"\" | \"c\") root | \"b\" ~ leads to itself",
                "root ::= \"a\" root ~ can never end",
                "root ::= \"a\"{10001} ~ a number above 10000",
                "root ::= \"\\q\" ~ unknown escape",
            })
    void malformedGrammarsAreRefused(String grammar, String message) {
        assertThatThrownBy(() -> gbnf(grammar))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a*b|c",
                "(?:ab|a)(?:bc|c)?",
                "[^a-c\\d]{2,3}",
                "\\w+@\\w+\\.(com|org)",
                "[\\u3042-\\u3093]+",
                "(a|b)*abb",
                "x{0}y{2}z{1,}",
                "\\p{Lu}\\p{Ll}*",
                "a.c",
                "(?<year>\\d{4})-\\d\\d",
                "[\\]\\-x]+",
            })
    void regularExpressionsAgreeWithTheJdk(String pattern) {
        Recogniser recogniser = new Recogniser(Grammar.of(Regex.whole(pattern)));
        CharacterAutomaton automaton = CharacterAutomaton.of(Regex.search(pattern));
        Pattern reference = Pattern.compile(pattern);
        for (String text : TEXTS) {
            assertThat(accepts(recogniser, text))
                    .as(text)
                    .isEqualTo(reference.matcher(text).matches());
            assertThat(automaton.accepts(text)).as(text).isEqualTo(reference.matcher(text).find());
            assertThat(automaton.not().accepts(text)).isNotEqualTo(automaton.accepts(text));
        }
    }

    @Test
    void anchorsHoldWhereTheyStand() {
        CharacterAutomaton anchored = CharacterAutomaton.of(Regex.search("^(a|b)$|^c|(?:d|e$)"));
        assertThat(anchored.accepts("a")).isTrue();
        assertThat(anchored.accepts("ab")).isFalse();
        assertThat(anchored.accepts("cx")).isTrue();
        assertThat(anchored.accepts("xc")).isFalse();
        assertThat(anchored.accepts("xdx")).isTrue();
        assertThat(anchored.accepts("xe")).isTrue();
        assertThat(anchored.accepts("xex")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "(?=a)b ~ lookaround",
                "a\\b ~ word boundaries",
                "(a)\\1 ~ back references",
                "a(b ~ closing parenthesis",
                "a) ~ opening one",
                "*a ~ nothing before",
                "[z-a] ~ before it begins",
                "[a ~ closing bracket",
                "\\p{Foo} ~ unknown Unicode property",
                "a^b ~ elsewhere than at the beginning",
                "\\q ~ unknown escape",
            })
    void whatARegularExpressionCannotDoIsSaid(String pattern, String message) {
        assertThatThrownBy(() -> Grammar.of(Regex.whole(pattern)))
                .isInstanceOf(SundogException.class)
                .hasMessageContaining(message);
    }

    @Test
    void setsOfCharactersBecomeTheirUtf8() {
        int[] edges = {0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};
        for (int low : edges) {
            for (int high : edges) {
                if (low > high) {
                    continue;
                }
                Recogniser range =
                        new Recogniser(
                                Grammar.of(Expression.characters(CodePoints.range(low, high))));
                for (int character :
                        new int[] {
                            0, 0x41, 0x7f, 0x80, 0xe9, 0x7ff, 0x800, 0x3042, 0xd7ff, 0xe000, 0xffff,
                            0x10000, 0x1f600, 0x10ffff
                        }) {
                    assertThat(accepts(range, Character.toString(character)))
                            .as("%x in %x-%x", character, low, high)
                            .isEqualTo(character >= low && character <= high);
                }
            }
        }
        assertThat(accepts(Grammar.of(Expression.characters(CodePoints.ALL)), "ab")).isFalse();
    }
}
