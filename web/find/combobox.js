// A text field with suggestions, after the ARIA Authoring Practices' "editable combobox with list
// autocomplete": focus stays in the field, the arrows move through the list, Enter takes, Escape closes.

const PAUSE_MS = 120; // typing is asked about when it rests this long
const KEPT = 60; // answers remembered

export class Combobox {
  // ask(text, signal) → items; show(item) → the option's content; take(item); say(count).
  constructor({ input, list, ask, show, take, say }) {
    Object.assign(this, { input, list, ask, show, take, say });
    this.items = [];
    this.at = -1;
    this.kept = new Map();
    input.addEventListener('input', () => this.#typed());
    input.addEventListener('keydown', (event) => this.#key(event));
    input.addEventListener('blur', () => this.close());
    // The field keeps its focus while a suggestion is pressed.
    list.addEventListener('pointerdown', (event) => event.preventDefault());
    list.addEventListener('click', (event) => this.#clicked(event));
  }

  get open() { return !this.list.hidden; }

  close() {
    this.#stop();
    this.list.hidden = true;
    this.list.replaceChildren();
    this.items = [];
    this.#mark(-1);
    this.input.setAttribute('aria-expanded', 'false');
  }

  // Asks for suggestions to what stands in the field now.
  async refresh() {
    this.#stop();
    const text = this.input.value.trim();
    if (text === '') return this.close();
    const request = this.request = new AbortController();
    try {
      const items = await this.#answer(text, request.signal);
      if (request.signal.aborted || document.activeElement !== this.input) return;
      this.#fill(items);
    } catch {
      if (!request.signal.aborted) this.close(); // suggestions are a help: without them one can still ask
    }
  }

  async #answer(text, signal) {
    if (this.kept.has(text)) return this.kept.get(text);
    const items = await this.ask(text, signal);
    this.kept.set(text, items);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
    return items;
  }

  #stop() {
    clearTimeout(this.timer);
    this.request?.abort();
  }

  #typed() {
    this.#stop();
    this.timer = setTimeout(() => this.refresh(), PAUSE_MS);
  }

  #fill(items) {
    this.items = items;
    this.list.replaceChildren(...items.map((item, i) => this.#option(item, i)));
    this.list.hidden = items.length === 0;
    this.input.setAttribute('aria-expanded', String(items.length > 0));
    this.#mark(-1);
    this.say(items.length);
  }

  #option(item, i) {
    const option = document.createElement('li');
    option.id = `${this.list.id}-${i}`;
    option.role = 'option';
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.dataset.at = i;
    option.append(...this.show(item));
    return option;
  }

  #mark(at) {
    this.list.children[this.at]?.setAttribute('aria-selected', 'false');
    this.at = at;
    const option = this.list.children[at];
    if (!option) return this.input.removeAttribute('aria-activedescendant');
    option.setAttribute('aria-selected', 'true');
    option.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', option.id);
  }

  #move(step) {
    if (!this.open) return void this.refresh();
    // One more place than options: the field itself, where what was typed stands.
    const places = this.items.length + 1;
    this.#mark(((this.at + 1 + step + places) % places) - 1);
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return; // the keys belong to the input method
    if (event.key === 'ArrowDown') this.#move(1);
    else if (event.key === 'ArrowUp') this.#move(-1);
    else if (event.key === 'Enter' && this.open && this.at >= 0) this.#choose(this.at);
    else if (event.key === 'Escape' && this.open) this.close();
    else return;
    event.preventDefault();
  }

  #clicked(event) {
    const option = event.target.closest('[role=option]');
    if (option) this.#choose(Number(option.dataset.at));
  }

  #choose(at) {
    const item = this.items[at];
    this.close();
    this.take(item);
  }
}
