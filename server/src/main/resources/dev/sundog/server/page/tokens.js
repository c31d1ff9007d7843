// Tokens and their probabilities: which characters of an answer each token made, and the card that tells about one.
//
// A piece is `{text, parts}`: some characters and the tokens that made them. Mostly that is one token; a character
// beyond ASCII may be several, each a few of its bytes. A part is `{token, logprob, top: [[token, logprob], …]}`.

import {element} from './dom.js';
import {locale, t} from './strings.js';

/** Joins the text of a stream with the tokens that come beside it, which may run ahead of it or lag behind. */
export class PieceCollector {
    pieces = [];
    #decoder = new TextDecoder();
    #parts = [];
    #waiting = [];
    #text = '';

    add(text, entries) {
        this.#text += text;
        for (const entry of entries) {
            this.#parts.push(partOf(entry));
            const made = Array.isArray(entry.bytes) ? this.#decoder.decode(Uint8Array.from(entry.bytes), {stream: true}) : String(entry.token);
            if (made !== '') {
                this.#waiting.push({text: made, parts: this.#parts});
                this.#parts = [];
            }
        }
        this.#settle();
    }

    /** Ends the stream: text that no token accounts for is kept without a probability. */
    finish() {
        this.#settle();
        this.#giveUp();
    }

    #giveUp() {
        if (this.#text !== '') {
            this.pieces.push({text: this.#text, parts: this.#waiting.flatMap(piece => piece.parts)});
        }
        this.#text = '';
        this.#waiting = [];
    }

    #settle() {
        while (this.#waiting.length > 0 && this.#text !== '') {
            const next = this.#waiting[0];
            const made = this.pieces.length === 0 && !this.#text.startsWith(' ') ? next.text.trimStart() : next.text;
            if (this.#text.startsWith(made)) {
                this.pieces.push({text: made, parts: next.parts});
                this.#text = this.#text.slice(made.length);
                this.#waiting.shift();
            } else if (made.startsWith(this.#text)) {
                return;
            } else {
                this.#giveUp();
            }
        }
    }
}

const partOf = entry => ({
    token: shown(entry),
    logprob: Number(entry.logprob),
    top: (entry.top_logprobs ?? []).map(other => [shown(other), Number(other.logprob)]),
});

/** A token's text; of one that is only part of a character, its bytes. */
const shown = ({token, bytes}) => String(token).includes('\ufffd') && Array.isArray(bytes)
    ? bytes.map(value => Number(value).toString(16).toUpperCase().padStart(2, '0')).join(' ')
    : String(token);

/** Pieces in little room: `[text, [token, logprob, [[token, logprob], …]], …]`. */
export function packPieces(pieces) {
    const short = value => Math.round(value * 1000) / 1000;
    return pieces.map(piece => [piece.text, ...piece.parts.map(part =>
        [part.token, short(part.logprob), part.top.map(([token, logprob]) => [token, short(logprob)])])]);
}

export function unpackPieces(packed) {
    const valid = Array.isArray(packed) && packed.every(piece => Array.isArray(piece) && typeof piece[0] === 'string'
        && piece.slice(1).every(part => Array.isArray(part) && Array.isArray(part[2]) && part[2].every(Array.isArray)));
    return !valid ? undefined : packed.map(([text, ...parts]) => ({
        text,
        parts: parts.map(([token, logprob, top]) => ({
            token: String(token), logprob: Number(logprob), top: top.map(([other, value]) => [String(other), Number(value)]),
        })),
    }));
}

export const probability = piece => Math.exp(piece.parts.reduce((sum, part) => sum + part.logprob, 0));

const pieceOfSpan = new WeakMap();

/** The span for a piece, or for some characters of it when formatting cuts through. */
export function tokenSpan(piece, text) {
    const span = element('span', {class: /^\s*\n/.test(text) ? 'token newline' : 'token'}, text);
    span.style.setProperty('--probability', probability(piece).toFixed(3));
    pieceOfSpan.set(span, piece);
    return span;
}

/** Shows the card for tokens under `root` that are pointed at or have the focus; the arrow keys walk from token to token. */
export function installCard(card, root) {
    const show = event => {
        const span = event.target.closest?.('.token');
        if (span && pieceOfSpan.has(span)) {
            fill(card, pieceOfSpan.get(span));
            card.hidden = false;
            place(card, span);
            span.setAttribute('aria-describedby', card.id);
        } else {
            hide();
        }
    };
    const hide = () => {
        card.hidden = true;
        root.querySelectorAll('[aria-describedby]').forEach(span => span.removeAttribute('aria-describedby'));
    };
    root.addEventListener('pointerover', show);
    root.addEventListener('focusin', show);
    root.addEventListener('pointerleave', hide);
    root.addEventListener('focusout', hide);
    root.addEventListener('keydown', walk);
    document.addEventListener('scroll', hide, {capture: true, passive: true});
    document.addEventListener('keydown', event => event.key === 'Escape' && hide());
    return hide;
}

/** Makes an answer one stop of the tab key: its first token, from which the arrows lead on. */
export function makeWalkable(content) {
    content.querySelector('.token')?.setAttribute('tabindex', '0');
}

function walk(event) {
    const step = {ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity}[event.key];
    if (!step || !event.target.classList.contains('token')) {
        return;
    }
    event.preventDefault();
    const spans = [...event.target.closest('.content').querySelectorAll('.token')];
    const next = spans[Math.max(0, Math.min(spans.length - 1, spans.indexOf(event.target) + step))];
    event.target.setAttribute('tabindex', '-1');
    next.setAttribute('tabindex', '0');
    next.focus();
}

/** A probability as a percentage of the page's language. */
export function percent(value) {
    const format = digits => new Intl.NumberFormat(locale(), {style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits});
    return value < 0.0005 ? `< ${format(1).format(0.001)}` : format(1).format(value);
}

/** A token with its white space made visible. */
export const visible = token => token.replace(/ /g, '␣').replace(/\n/g, '↵').replace(/\t/g, '⇥').replace(/\r/g, '␍');

function fill(card, piece) {
    const [first] = piece.parts;
    if (piece.parts.length === 1) {
        card.replaceChildren(element('p', {class: 'card-note'}, t('likeliest')), alternatives(first));
        return;
    }
    card.replaceChildren(
        element('p', {class: 'card-head'},
            element('span', {class: 'card-token'}, visible(piece.text)),
            element('span', {class: 'card-value'}, percent(probability(piece)))),
        element('p', {class: 'card-note'}, t('severalTokens', piece.parts.length)),
        element('ul', {}, ...piece.parts.map(part => row(part.token, part.logprob, false))));
}

/** The likeliest tokens, and the one that was drawn if it is none of them. */
function alternatives(part) {
    const rows = part.top.map(([token, logprob]) => row(token, logprob, token === part.token));
    if (!part.top.some(([token]) => token === part.token)) {
        rows.push(row(part.token, part.logprob, true));
    }
    return element('ul', {}, ...rows);
}

function row(token, logprob, chosen) {
    const bar = element('span', {class: 'card-bar'});
    bar.style.width = `${(Math.exp(logprob) * 100).toFixed(1)}%`;
    return element('li', {class: chosen ? 'chosen' : 'other'},
        element('span', {class: 'card-token'}, visible(token)),
        element('span', {class: 'card-track'}, bar),
        element('span', {class: 'card-value'}, percent(Math.exp(logprob))));
}

function place(card, span) {
    const margin = 8;
    const at = span.getClientRects()[0] ?? span.getBoundingClientRect();
    const {width, height} = card.getBoundingClientRect();
    const left = Math.max(margin, Math.min(at.left, innerWidth - width - margin));
    const above = at.top - height - margin;
    card.style.left = `${left}px`;
    card.style.top = `${above >= margin ? above : at.bottom + margin}px`;
}
