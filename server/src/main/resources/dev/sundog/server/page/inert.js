// HTML of documents made harmless: only known elements and a few attributes are copied, links lead nowhere.

import {element} from './dom.js';

const TAGS = new Set([
    'p', 'h1', 'h2', 'h3', 'header', 'footer', 'figure', 'figcaption', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'ul', 'ol', 'li',
    'strong', 'em', 'sup', 'sub', 'br', 'span',
]);
const WITHOUT_CONTENT = new Set(['script', 'style', 'template', 'iframe', 'object', 'embed', 'svg', 'math', 'noscript', 'textarea', 'title']);
const SPANS = {rowspan: /^\d{1,4}$/, colspan: /^\d{1,4}$/, value: /^-?\d{1,9}$/};
const PICTURE = /^data:image\/png;base64,[A-Za-z0-9+/=]*$/;

/** The nodes of a piece of HTML. It is parsed in a document of its own, where nothing runs and nothing is loaded. */
export function safeNodes(html) {
    return copies(new DOMParser().parseFromString(html, 'text/html').body);
}

const copies = parent => [...parent.childNodes].flatMap(copy);

function copy(node) {
    if (node.nodeType === Node.TEXT_NODE) {
        return [node.data];
    }
    if (node.nodeType !== Node.ELEMENT_NODE) {
        return [];
    }
    const tag = node.localName;
    if (WITHOUT_CONTENT.has(tag)) {
        return [];
    }
    if (tag === 'img') {
        const source = node.getAttribute('src') ?? '';
        return PICTURE.test(source) ? [element('img', {src: source, alt: node.getAttribute('alt') ?? ''})] : [];
    }
    if (tag === 'a') {
        return [element('span', {class: 'link', title: node.getAttribute('href') ?? ''}, ...copies(node))];
    }
    if (!TAGS.has(tag)) {
        return copies(node);
    }
    const kept = Object.entries(SPANS)
        .map(([name, form]) => [name, node.getAttribute(name)])
        .filter(([name, value]) => value !== null && SPANS[name].test(value));
    return [element(tag, Object.fromEntries(kept), ...copies(node))];
}
