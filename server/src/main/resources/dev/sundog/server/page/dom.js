// Making nodes. Strings become text nodes, always: nothing on this page is ever parsed as HTML.

/**
 * Makes an element.
 *
 * @param {string} tag
 * @param {Object} attributes values by attribute name; functions become listeners (`onclick`), false and undefined are left out
 * @param {...(Node|string)} children
 */
export function element(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === 'function') {
            node.addEventListener(name.slice(2), value);
        } else if (value === true) {
            node.setAttribute(name, '');
        } else if (value !== false && value !== undefined) {
            node.setAttribute(name, value);
        }
    }
    node.append(...children);
    return node;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A symbol of icons.svg, hidden from assistive technology: the control around it has the name. */
export function icon(name) {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    const use = document.createElementNS(SVG, 'use');
    use.setAttribute('href', `icons.svg#${name}`);
    svg.append(use);
    return svg;
}

/** A button that shows an icon only; `label` is its name and its tooltip. */
export function iconButton(name, label, onclick, attributes = {}) {
    return element('button', {type: 'button', class: 'quiet', 'aria-label': label, title: label, onclick, ...attributes}, icon(name));
}

export const byId = id => document.getElementById(id);

/** Whether a key event belongs to an input method that is still composing; Safari tells by the key code only. */
export const composing = event => event.isComposing || event.keyCode === 229;

/** Grows a text area with its text. */
export function fitHeight(area) {
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
}

/** Puts text on the clipboard; without a secure context by way of a selection. Resolves to whether it worked. */
export async function copyText(text) {
    try {
        await navigator.clipboard.writeText(text);
        return true;
    } catch {
        return copyBySelection(text);
    }
}

function copyBySelection(text) {
    const focused = document.activeElement;
    const area = element('textarea', {class: 'unseen', readonly: true, 'aria-hidden': 'true'});
    area.value = text;
    document.body.append(area);
    area.select();
    let copied = false;
    try {
        copied = document.execCommand('copy');
    } catch {
        copied = false;
    }
    area.remove();
    focused?.focus();
    return copied;
}

/** Offers text to the user as a file. */
export function download(name, text) {
    const address = URL.createObjectURL(new Blob([text], {type: 'application/json'}));
    element('a', {href: address, download: name}).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
