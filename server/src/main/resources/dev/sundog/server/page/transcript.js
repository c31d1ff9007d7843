// The messages of one conversation on the screen.

import {parentOf, path, version} from './conversation.js';
import {composing, element, fitHeight, icon, iconButton} from './dom.js';
import {Prose} from './prose.js';
import {languageOf, locale, t} from './strings.js';
import {makeWalkable} from './tokens.js';

const ERROR_TEXTS = new Map([
    ['key', 'errorKey'], ['busy', 'errorBusy'], ['request', 'errorRequest'], ['server', 'errorServer'], ['connection', 'errorConnection'],
]);
const FINISH_TEXTS = new Map([['length', 'cutByLimit'], ['stopped', 'stopped']]);

/**
 * Shows a conversation's messages and reports what the user wants done with one: `actions` has `copy, retry, edit, remove,
 * showVersion, toggleProbabilities, enterKey`, each called with the message first.
 */
export class Transcript {
    #root;
    #actions;
    #articles = new Map();
    #conversation;
    verbatim = false;

    constructor(root, actions) {
        this.#root = root;
        this.#actions = actions;
    }

    /** Shows a conversation anew; `running` is the message that is being made, if one is. */
    show(conversation, running) {
        this.#conversation = conversation;
        this.#articles.clear();
        this.#root.replaceChildren(...path(conversation).map(message => this.#article(message, message === running)));
    }

    /** Shows more of a message that is being made. */
    update(message, running) {
        const shown = this.#articles.get(message.id);
        if (shown && running) {
            this.#fill(shown, message, true);
        } else if (shown) {
            shown.article.replaceWith(this.#article(message, false));
        }
    }

    /** Turns a message of the user into a field; sending gives its new text to `actions.edit`. */
    edit(message) {
        const {article, content} = this.#articles.get(message.id);
        const area = element('textarea', {'aria-label': t('edit'), rows: '1', oninput: () => fitHeight(area)});
        const close = () => article.replaceWith(this.#article(message, false));
        const send = () => area.value.trim() !== '' && this.#actions.edit(message, area.value.trim());
        area.value = message.text;
        area.addEventListener('keydown', event => {
            if (event.key === 'Escape') {
                event.stopPropagation();
                close();
            } else if (event.key === 'Enter' && !event.shiftKey && !composing(event)) {
                event.preventDefault();
                send();
            }
        });
        const buttons = element('div', {class: 'edit-buttons'},
            element('button', {type: 'button', class: 'secondary', onclick: close}, t('cancel')),
            element('button', {type: 'button', class: 'solid', onclick: send}, t('send')));
        article.classList.add('editing');
        content.replaceChildren(area, buttons);
        fitHeight(area);
        area.focus();
    }

    #article(message, running) {
        const content = element('div', {class: 'content'});
        const article = element('article', {class: `message ${message.role}`, 'data-id': message.id},
            element('h2', {class: 'unseen'}, message.role === 'user' ? t('you') : message.model || t('answer')),
            content);
        const shown = {article, content, prose: message.role === 'assistant' ? new Prose(content) : undefined};
        this.#articles.set(message.id, shown);
        this.#fill(shown, message, running);
        if (!running) {
            article.append(...this.#below(message));
        }
        return article;
    }

    #fill({article, content, prose}, message, running) {
        const language = languageOf(message.text);
        if (language) {
            content.lang = language;
        }
        article.classList.toggle('running', running);
        article.classList.toggle('verbatim', this.verbatim);
        content.setAttribute('aria-busy', String(running));
        if (!prose) {
            content.textContent = message.text;
            return;
        }
        prose.show(message.text, message.pieces, this.verbatim);
        if (!running) {
            makeWalkable(content);
        }
    }

    #below(message) {
        const parts = message.error ? [this.#errorNotice(message)] : [];
        const meta = metaOf(message);
        parts.push(element('div', {class: 'below'}, ...this.#versions(message), this.#buttons(message),
            ...(meta ? [element('p', {class: 'meta'}, meta)] : [])));
        return parts;
    }

    #versions(message) {
        const {index, count} = version(this.#conversation, message);
        if (count < 2) {
            return [];
        }
        const step = by => () => this.#actions.showVersion(message, by);
        return [element('div', {class: 'versions'},
            iconButton('left', t('previousVersion'), step(-1), {disabled: index === 0}),
            element('span', {'aria-label': t('versionOf', index + 1, count)}, `${index + 1}/${count}`),
            iconButton('right', t('nextVersion'), step(1), {disabled: index === count - 1}))];
    }

    #buttons(message) {
        const {copy, retry, remove, toggleProbabilities} = this.#actions;
        const button = (name, label, action, attributes) => iconButton(name, t(label), () => action(message), {'data-action': name, ...attributes});
        const buttons = [];
        if (message.text !== '') {
            buttons.push(button('copy', 'copy', copy));
        }
        if (message.role === 'user') {
            buttons.push(button('edit', 'edit', () => this.edit(message)));
        }
        if (message.role === 'assistant' || message.children.length === 0) {
            buttons.push(button('retry', message.role === 'assistant' ? 'retry' : 'answer', retry));
        }
        if (message.pieces?.some(piece => piece.parts.length > 0)) {
            buttons.push(button('probability', 'showProbabilities', toggleProbabilities, {'aria-pressed': String(this.verbatim)}));
        }
        buttons.push(button('delete', 'delete', remove));
        return element('div', {class: 'actions'}, ...buttons);
    }

    #errorNotice(message) {
        const {kind, message: detail, retryAfter} = message.error;
        const parts = [element('strong', {}, t(ERROR_TEXTS.get(kind) ?? 'errorServer'))];
        if (detail) {
            parts.push(element('span', {}, ` ${detail}`));
        }
        if (retryAfter !== undefined) {
            parts.push(element('span', {}, ` ${t('waitAdvised', retryAfter)}`));
        }
        const buttons = element('div', {class: 'notice-buttons'},
            element('button', {type: 'button', class: 'secondary', onclick: () => this.#actions.retry(message)}, icon('retry'), t('retry')));
        if (kind === 'key') {
            buttons.prepend(element('button', {type: 'button', class: 'secondary', onclick: () => this.#actions.enterKey()}, t('enterKey')));
        }
        return element('div', {class: 'error', role: 'alert'}, element('p', {}, ...parts), buttons);
    }

    /** The message of the user to edit when asked for the last one. */
    lastOfUser() {
        return path(this.#conversation).findLast(message => message.role === 'user');
    }

    /** The user's message that an answer belongs to. */
    questionOf(message) {
        return message.role === 'user' ? message : parentOf(this.#conversation, message);
    }
}

function metaOf(message) {
    if (message.role !== 'assistant') {
        return '';
    }
    const parts = [message.model];
    if (message.statistics) {
        const {count, first, rate} = message.statistics;
        parts.push(count === 1 ? t('oneToken') : t('tokens', numeral(count, 0)));
        parts.push(rate > 0 && t('rate', numeral(rate, rate < 100 ? 1 : 0)));
        parts.push(first !== undefined && t('firstToken', duration(first)));
    }
    parts.push(FINISH_TEXTS.has(message.finish) && t(FINISH_TEXTS.get(message.finish)));
    return parts.filter(Boolean).join(' · ');
}

const numeral = (value, digits) => new Intl.NumberFormat(locale(), {maximumFractionDigits: digits, minimumFractionDigits: digits}).format(value);

const duration = milliseconds => milliseconds < 1000
    ? t('milliseconds', numeral(milliseconds, 0))
    : t('seconds', numeral(milliseconds / 1000, 1));
