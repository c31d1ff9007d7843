// The panel of settings, and what of it goes into a request.

import {element, iconButton} from './dom.js';
import {LANGUAGES, t} from './strings.js';

/** Sampling settings as the server names them; `more` ones are folded away. */
const NUMBERS = [
    {name: 'temperature', min: 0, max: 2, step: 0.05},
    {name: 'top_p', min: 0, max: 1, step: 0.01},
    {name: 'max_tokens', min: 1, max: 1_000_000, step: 1},
    {name: 'top_k', min: 0, max: 1_000_000, step: 1, more: true},
    {name: 'min_p', min: 0, max: 1, step: 0.01, more: true},
    {name: 'repeat_penalty', min: 0.01, max: 10, step: 0.01, more: true},
    {name: 'frequency_penalty', min: -2, max: 2, step: 0.1, more: true},
    {name: 'presence_penalty', min: -2, max: 2, step: 0.1, more: true},
    {name: 'seed', min: 0, max: Number.MAX_SAFE_INTEGER, step: 1, more: true},
];
const MOST_STOPS = 4;
const ALTERNATIVES = 5;

/** The part of a request that the preferences decide. */
export function requestSettings(preferences) {
    const body = {};
    for (const number of NUMBERS) {
        const value = preferences.sampling?.[number.name];
        if (accepts(number, value)) {
            body[number.name] = value;
        }
    }
    const stops = stopTexts(preferences.stop ?? '');
    if (stops.length > 0) {
        body.stop = stops;
    }
    return preferences.probabilities === false ? body : {...body, logprobs: true, top_logprobs: ALTERNATIVES};
}

const accepts = ({min, max, step}, value) =>
    Number.isFinite(value) && value >= min && value <= max && (step < 1 || Number.isInteger(value));

function stopTexts(text) {
    const escapes = {n: '\n', t: '\t', '\\': '\\'};
    return text.split('\n').filter(line => line !== '').slice(0, MOST_STOPS)
        .map(line => line.replace(/\\([nt\\])/g, (_, letter) => escapes[letter]));
}

/**
 * The panel. `preferences` is changed in place and `changed(name)` called after; the conversation's system prompt goes
 * through `system()` and `setSystem(text)`, the key through `key()` and `setKey(text)`.
 */
export class Settings {
    #root;
    #preferences;
    #host;

    constructor(root, preferences, host) {
        this.#root = root;
        this.#preferences = preferences;
        this.#host = host;
    }

    show() {
        const opened = this.#root.querySelector('details')?.open ?? false;
        this.#root.replaceChildren(
            element('div', {class: 'drawer-head'}, element('h2', {}, t('settings')), iconButton('close', t('close'), () => this.#host.close())),
            this.#systemSection(),
            this.#samplingSection(opened),
            section('probabilities', this.#checkbox('probabilities', 'requestProbabilities', true), this.#checkbox('heat', 'showProbabilities', false)),
            section('appearance', this.#languageRow(), this.#themeRow()),
            this.#keySection());
    }

    /** Shows the system prompt of the conversation that is open now. */
    refreshSystem() {
        const area = this.#root.querySelector('#system-prompt');
        if (area && area !== document.activeElement) {
            area.value = this.#host.system();
        }
    }

    /** Shows preferences that were changed from outside of the panel. */
    refreshChoices() {
        this.#root.querySelectorAll('[name=theme]').forEach(radio => { radio.checked = radio.value === (this.#preferences.theme ?? 'system'); });
        const heat = this.#root.querySelector('#preference-heat');
        if (heat) {
            heat.checked = Boolean(this.#preferences.heat);
        }
    }

    focusKey() {
        this.#root.querySelector('#api-key').focus();
    }

    #systemSection() {
        const area = element('textarea', {id: 'system-prompt', rows: '3', 'aria-describedby': 'system-hint', oninput: () => this.#host.setSystem(area.value)});
        area.value = this.#host.system();
        return element('section', {},
            element('h3', {}, element('label', {for: 'system-prompt'}, t('systemPrompt'))),
            area, element('p', {class: 'field-hint', id: 'system-hint'}, t('systemHint')));
    }

    #samplingSection(opened) {
        const rows = wanted => NUMBERS.filter(number => Boolean(number.more) === wanted).map(number => this.#numberRow(number));
        const reset = element('button', {type: 'button', class: 'text-button', onclick: () => this.#reset()}, t('reset'));
        return element('section', {},
            element('div', {class: 'section-head'}, element('h3', {}, t('sampling')), reset),
            element('p', {class: 'field-hint'}, t('samplingHint')),
            ...rows(false),
            element('details', {open: opened}, element('summary', {}, t('more')), ...rows(true), this.#stopRow()));
    }

    #numberRow(number) {
        const {name, min, max, step} = number;
        const field = element('input', {
            type: 'number', id: `sampling-${name}`, min, max, step: step < 1 ? 'any' : step, inputmode: step < 1 ? 'decimal' : 'numeric',
            placeholder: '–', 'aria-describedby': `hint-${name}`,
            oninput: () => {
                const value = field.value === '' && field.validity.valid ? undefined : field.valueAsNumber;
                const valid = value === undefined || accepts(number, value);
                field.setAttribute('aria-invalid', String(!valid));
                this.#preferences.sampling = {...this.#preferences.sampling, [name]: valid ? value : undefined};
                this.#host.changed('sampling');
            },
        });
        field.value = this.#preferences.sampling?.[name] ?? '';
        return element('div', {class: 'row', title: t(`${name}Hint`)},
            element('label', {for: field.id}, t(name)), field,
            element('span', {class: 'unseen', id: `hint-${name}`}, t(`${name}Hint`)));
    }

    #stopRow() {
        const area = element('textarea', {
            id: 'stop-sequences', rows: '2', 'aria-describedby': 'hint-stop', spellcheck: 'false',
            oninput: () => {
                this.#preferences.stop = area.value;
                this.#host.changed('stop');
            },
        });
        area.value = this.#preferences.stop ?? '';
        return element('div', {class: 'column'},
            element('label', {for: area.id}, t('stop_sequences')), area,
            element('p', {class: 'field-hint', id: 'hint-stop'}, t('stop_sequencesHint')));
    }

    #reset() {
        delete this.#preferences.sampling;
        delete this.#preferences.stop;
        this.#host.changed('sampling');
        this.show();
        this.#root.querySelector('.section-head button').focus();
    }

    #checkbox(name, label, initially) {
        const box = element('input', {
            type: 'checkbox', id: `preference-${name}`,
            onchange: () => {
                this.#preferences[name] = box.checked;
                this.#host.changed(name);
            },
        });
        box.checked = this.#preferences[name] ?? initially;
        return element('div', {class: 'row check'}, element('label', {for: box.id}, t(label)), box);
    }

    #languageRow() {
        const select = element('select', {
            id: 'language',
            onchange: () => {
                this.#preferences.language = select.value;
                this.#host.changed('language');
                this.#root.querySelector('#language').focus();
            },
        }, ...Object.entries(LANGUAGES).map(([tag, name]) => element('option', {value: tag, lang: tag}, name)));
        select.value = document.documentElement.lang;
        return element('div', {class: 'row'}, element('label', {for: 'language'}, t('language')), select);
    }

    #themeRow() {
        const choice = (value, label) => {
            const radio = element('input', {
                type: 'radio', name: 'theme', value,
                onchange: () => {
                    this.#preferences.theme = value;
                    this.#host.changed('theme');
                },
            });
            radio.checked = (this.#preferences.theme ?? 'system') === value;
            return element('label', {}, radio, element('span', {}, t(label)));
        };
        return element('div', {class: 'row'}, element('span', {id: 'theme-label'}, t('theme')),
            element('div', {class: 'segments', role: 'radiogroup', 'aria-labelledby': 'theme-label'},
                choice('system', 'themeSystem'), choice('light', 'themeLight'), choice('dark', 'themeDark')));
    }

    #keySection() {
        const field = element('input', {
            type: 'password', id: 'api-key', autocomplete: 'off', spellcheck: 'false', 'aria-describedby': 'key-hint',
            onchange: () => this.#host.setKey(field.value.trim()),
        });
        field.value = this.#host.key();
        return element('section', {},
            element('h3', {}, element('label', {for: 'api-key'}, t('apiKey'))),
            field, element('p', {class: 'field-hint', id: 'key-hint'}, t('apiKeyHint')));
    }
}

const section = (title, ...children) => element('section', {}, element('h3', {}, t(title)), ...children);
