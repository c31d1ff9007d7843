// The list of conversations: opening, renaming, deleting.

import {titleOf} from './conversation.js';
import {composing, element, iconButton} from './dom.js';
import {languageOf, t} from './strings.js';

/** Shows the conversations, newest first; `actions` has `open, rename, remove`, each called with the conversation. */
export class Sidebar {
    #list;
    #actions;

    constructor(list, actions) {
        this.#list = list;
        this.#actions = actions;
    }

    show(conversations, current, running) {
        if (this.#list.querySelector('input')) {
            return; // a name is being typed
        }
        const focused = this.#list.contains(document.activeElement) ? document.activeElement.closest('li')?.dataset.id : undefined;
        const sorted = [...conversations].sort((a, b) => b.updated - a.updated);
        this.#list.replaceChildren(...sorted.map(each => this.#item(each, each.id === current, running.has(each.id))));
        if (sorted.length === 0) {
            this.#list.append(element('li', {class: 'none'}, t('noConversations')));
        }
        if (focused) {
            this.#list.querySelector(`li[data-id="${CSS.escape(focused)}"] .title`)?.focus();
        }
    }

    #item(conversation, current, running) {
        const title = titleOf(conversation) || t('untitled');
        const open = element('button', {
            type: 'button', class: 'title', lang: languageOf(title) || undefined, title, 'aria-current': current ? 'true' : undefined,
            onclick: () => this.#actions.open(conversation),
            onkeydown: event => event.key === 'F2' && this.#rename(item, conversation, title),
        }, title);
        const item = element('li', {'data-id': conversation.id, class: `${current ? 'current' : ''} ${running ? 'running' : ''}`.trim()}, open,
            iconButton('edit', t('rename'), () => this.#rename(item, conversation, title)),
            iconButton('delete', t('deleteConversation'), () => this.#actions.remove(conversation)));
        return item;
    }

    #rename(item, conversation, title) {
        const field = element('input', {type: 'text', maxlength: '200', 'aria-label': t('rename')});
        let done = false;
        const finish = keep => {
            if (!done) {
                done = true;
                const wanted = field.value.trim();
                field.remove();
                this.#actions.rename(conversation, keep && wanted !== title ? wanted : conversation.title);
                this.#list.querySelector(`li[data-id="${CSS.escape(conversation.id)}"] .title`)?.focus();
            }
        };
        field.value = title;
        field.addEventListener('keydown', event => {
            if (event.key === 'Enter' && !composing(event)) {
                finish(true);
            } else if (event.key === 'Escape') {
                event.stopPropagation();
                finish(false);
            }
        });
        field.addEventListener('blur', () => finish(true));
        item.replaceChildren(field);
        field.select();
    }
}
