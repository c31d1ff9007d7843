// The page's own words in its languages, and choosing between them.

import {english} from './strings-en.js';
import {japanese} from './strings-ja.js';
import {korean} from './strings-ko.js';

const TABLES = {en: english, ko: korean, ja: japanese};

let current = 'en';

/** Uses the wanted language, or the first of the browser's that there is. */
export function chooseLanguage(wanted) {
    const asked = [wanted, ...(navigator.languages ?? [navigator.language])].map(tag => String(tag ?? '').slice(0, 2).toLowerCase());
    current = asked.find(language => Object.hasOwn(TABLES, language)) ?? 'en';
    document.documentElement.lang = current;
    return current;
}

/** The languages with their own names. */
export const LANGUAGES = {en: 'English', ko: '한국어', ja: '日本語'};

/** The current language as a tag that `Intl` understands. */
export const locale = () => current;

/** A text in the current language; `{0}`, `{1}` … stand for the values. */
export function t(name, ...values) {
    return (TABLES[current][name] ?? english[name]).replace(/\{(\d)\}/g, (_, index) => String(values[index]));
}

/** Puts the current language into the page: `data-text`, `data-label` (name and tooltip), `data-name` and `data-placeholder`. */
export function translate(root) {
    root.querySelectorAll('[data-text]').forEach(node => { node.textContent = t(node.dataset.text); });
    root.querySelectorAll('[data-placeholder]').forEach(node => { node.placeholder = t(node.dataset.placeholder); });
    root.querySelectorAll('[data-name]').forEach(node => node.setAttribute('aria-label', t(node.dataset.name)));
    root.querySelectorAll('[data-label]').forEach(node => {
        node.setAttribute('aria-label', t(node.dataset.label));
        node.title = t(node.dataset.label);
    });
}

/** The language a text is most likely in, as far as it matters for breaking lines and choosing glyphs. */
export function languageOf(text) {
    const beginning = text.slice(0, 600);
    if (/[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]/.test(beginning)) {
        return 'ko';
    }
    return /[\u3040-\u30ff]/.test(beginning) ? 'ja' : '';
}
