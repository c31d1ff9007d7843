// An answer's text as blocks: paragraphs, headings, lists, fenced code; in them code, bold and italic.
// Blocks and runs are ranges of the text, so that every character keeps the token it came from.

import {copyText, element, iconButton} from './dom.js';
import {t} from './strings.js';
import {tokenSpan} from './tokens.js';

const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([\w+#.-]*)[^`\n]*$/;
const HEADING = /^(#{1,6})[ \t]+/;
const ITEM = /^([ \t]*)(?:[-*+]|(\d{1,9})[.)])[ \t]+/;
// Lengths are bounded so that no text takes time beyond proportion.
const INLINE = /(`{1,3})([^`\n]{1,400})\1|\*\*(?=\S)([^*\n]{1,400}?)\*\*|(?<![\w*])\*(?=[^\s*])([^*\n]{1,400}?)\*(?![\w*])/g;

/** The blocks of a text: `{kind, start, end}` and, by kind, `language`, `level`, or `items` of `{start, end, depth, number}`. */
export function blocksOf(text) {
    const blocks = [];
    const lines = linesOf(text);
    for (let at = 0; at < lines.length;) {
        const line = lines[at];
        const fence = FENCE.exec(line.text);
        if (line.text.trim() === '') {
            at++;
        } else if (fence) {
            at = readCode(lines, at, fence, blocks);
        } else if (HEADING.test(line.text)) {
            const marks = HEADING.exec(line.text);
            blocks.push({kind: 'heading', level: marks[1].length, start: line.start + marks[0].length, end: line.end});
            at++;
        } else if (ITEM.test(line.text)) {
            at = readList(lines, at, blocks);
        } else {
            at = readParagraph(lines, at, blocks);
        }
    }
    return blocks;
}

function linesOf(text) {
    let start = 0;
    return text.split('\n').map(line => {
        const from = start;
        start += line.length + 1;
        return {text: line, start: from, end: from + line.length};
    });
}

const startsBlock = line => line.trim() === '' || FENCE.test(line) || HEADING.test(line) || ITEM.test(line);

function readCode(lines, at, fence, blocks) {
    const closes = line => line.trim().startsWith(fence[1]) && line.trim().replaceAll(fence[1][0], '') === '';
    let last = at + 1;
    while (last < lines.length && !closes(lines[last].text)) {
        last++;
    }
    const start = lines[at + 1]?.start ?? lines[at].end;
    blocks.push({kind: 'code', language: fence[2], start, end: Math.max(start, lines[last - 1].end)});
    return last + 1;
}

function readList(lines, at, blocks) {
    const items = [];
    while (at < lines.length && (ITEM.test(lines[at].text) || !startsBlock(lines[at].text))) {
        const line = lines[at++];
        const marks = ITEM.exec(line.text);
        if (marks) {
            const depth = Math.min(4, Math.floor(marks[1].replace(/\t/g, '  ').length / 2));
            items.push({start: line.start + marks[0].length, end: line.end, depth, number: marks[2]});
        } else {
            items.at(-1).end = line.end;
        }
    }
    blocks.push({kind: 'list', start: items[0].start, end: items.at(-1).end, items});
    return at;
}

function readParagraph(lines, at, blocks) {
    const start = lines[at].start;
    do {
        at++;
    } while (at < lines.length && !startsBlock(lines[at].text));
    blocks.push({kind: 'paragraph', start, end: lines[at - 1].end});
    return at;
}

/** Shows a text in an element; called again with more of the same text it leaves the finished blocks alone. */
export class Prose {
    #root;
    #shown = [];

    constructor(root) {
        this.#root = root;
    }

    /** Shows text with the pieces it was made of. `verbatim` shows every character, markup too, as it came. */
    show(text, pieces, verbatim) {
        const runs = new Runs(text, pieces);
        const blocks = verbatim ? [{kind: 'verbatim', start: 0, end: text.length}] : blocksOf(text);
        const signatures = blocks.map(block => `${JSON.stringify(block)}${runs.covered(block.end)}`);
        let same = 0;
        while (same < signatures.length && signatures[same] === this.#shown[same]) {
            same++;
        }
        while (this.#root.childNodes.length > same) {
            this.#root.lastChild.remove();
        }
        this.#root.append(...blocks.slice(same).map(block => nodeOf(block, runs)));
        this.#shown = signatures;
    }
}

function nodeOf(block, runs) {
    switch (block.kind) {
        case 'code':
            return codeNode(block, runs);
        case 'heading':
            return inline(element(`h${Math.min(6, block.level + 2)}`), block, runs);
        case 'list':
            return listNode(block.items, runs);
        case 'verbatim':
            return runs.into(element('p', {class: 'verbatim'}), block.start, block.end);
        default:
            return inline(element('p'), block, runs);
    }
}

function codeNode(block, runs) {
    const text = runs.text.slice(block.start, block.end);
    const copy = iconButton('copy', t('copyCode'), async () => {
        if (await copyText(text)) {
            copy.querySelector('use').setAttribute('href', 'icons.svg#check');
        }
    });
    const code = runs.into(element('code'), block.start, block.end);
    return element('figure', {class: 'code'},
        element('figcaption', {}, element('span', {}, block.language || t('code')), copy),
        element('pre', {tabindex: '0'}, code));
}

/** Items become nested lists: deeper ones are in the last item before them. */
function listNode(items, runs) {
    const depth = Math.min(...items.map(item => item.depth));
    const first = items[0].number;
    const list = first === undefined ? element('ul') : element('ol', {start: first});
    for (let at = 0; at < items.length;) {
        const node = inline(element('li'), items[at], runs);
        let next = at + 1;
        while (next < items.length && items[next].depth > depth) {
            next++;
        }
        if (next > at + 1) {
            node.append(listNode(items.slice(at + 1, next), runs));
        }
        list.append(node);
        at = next;
    }
    return list;
}

function inline(parent, {start, end}, runs) {
    let at = start;
    for (const match of runs.text.slice(start, end).matchAll(INLINE)) {
        const from = start + match.index;
        const [tag, content] = match[2] !== undefined ? ['code', match[2]] : match[3] !== undefined ? ['strong', match[3]] : ['em', match[4]];
        const inner = from + match[0].indexOf(content);
        runs.into(parent, at, from);
        parent.append(runs.into(element(tag), inner, inner + content.length));
        at = from + match[0].length;
    }
    return runs.into(parent, at, end);
}

/** A text cut at its tokens' ends. */
class Runs {
    #pieces;
    #ends = [];

    constructor(text, pieces = []) {
        this.text = text;
        this.#pieces = pieces;
        let end = 0;
        for (const piece of pieces) {
            end += piece.text.length;
            this.#ends.push(end);
        }
    }

    /** How many of the characters up to `end` have a token. */
    covered(end) {
        return Math.min(end, this.#ends.at(-1) ?? 0);
    }

    /** Appends the characters from `start` to `end`, a span a token. */
    into(parent, start, end) {
        let at = start;
        for (let index = this.#pieceAt(start); at < end; index++) {
            const piece = this.#pieces[index];
            const to = piece ? Math.min(end, this.#ends[index]) : end;
            const text = this.text.slice(at, to);
            if (text !== '') {
                parent.append(piece?.parts.length > 0 ? tokenSpan(piece, text) : text);
            }
            at = to;
        }
        return parent;
    }

    /** The first piece that ends after a position, by bisection. */
    #pieceAt(position) {
        let low = 0;
        let high = this.#ends.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.#ends[middle] > position) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
