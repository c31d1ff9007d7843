// Server-sent events over fetch. Source: WHATWG HTML, 9.2 "Server-sent events", the parts a data-only stream needs.

/** Collects the data of events from text that arrives in pieces of any size. */
export class EventParser {
    #line = '';
    #data = [];
    #afterReturn = false;

    /** Takes the next piece of text and returns the data of the events it completed. */
    push(text) {
        const events = [];
        for (const part of text.split(/(\r\n|\n|\r)/)) {
            if (part === '\n' && this.#afterReturn) {
                this.#afterReturn = false; // the second half of a line end that was split between two pieces
            } else if (part === '\n' || part === '\r' || part === '\r\n') {
                this.#endLine(events);
                this.#afterReturn = part === '\r';
            } else if (part !== '') {
                this.#line += part;
                this.#afterReturn = false;
            }
        }
        return events;
    }

    #endLine(events) {
        const line = this.#line;
        this.#line = '';
        if (line === '') {
            if (this.#data.length > 0) {
                events.push(this.#data.join('\n'));
                this.#data = [];
            }
        } else if (line.startsWith('data:')) {
            this.#data.push(line.slice(line.startsWith('data: ') ? 6 : 5));
        }
    }
}

/** Yields the data of each event of a byte stream; characters may be cut anywhere between its chunks. */
export async function* eventsOf(stream) {
    const reader = stream.getReader();
    const decoder = new TextDecoder();
    const parser = new EventParser();
    try {
        for (;;) {
            const {done, value} = await reader.read();
            if (done) {
                return;
            }
            yield* parser.push(decoder.decode(value, {stream: true}));
        }
    } finally {
        reader.cancel().catch(() => {});
    }
}
