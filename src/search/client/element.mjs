// A search box for any page, of the library's own site or another: <casebook-search>.
//
//   <script type="module" src="https://cases.example.gov.uk/search/element.js"></script>
//   <casebook-search limit="5"><a href="https://cases.example.gov.uk/search/">Search case studies</a></casebook-search>
//
// What is inside the element is what visitors see without JavaScript, until the box is ready, and if the search cannot be read.
//
// Attributes: `libraries`, the search folders, separated by spaces (default: that of this script, in the language of the element); `limit`,
// how many results are shown (5); `value`, what to search for first; and any text: `label`, `search`, `searching`, `failed`, `all`,
// `corrected`, `partial`, `results-zero`, `results-one`, … by plural form. Texts without an attribute are those of the library that this
// script is from, in the language of the element (strings.json beside this script).
//
// Events, all of which bubble: `casebook-results` (detail: `{query, found}`), `casebook-error` (`{error}`), and `casebook-select`
// (`{result}`), which can be cancelled so that the link is not followed.
//
// Titles and summaries only become text nodes. The style is a sheet made by the script, which every policy allows that allows the script.

/** @typedef {import('./engine.mjs').Found} Found */
/** @typedef {import('./engine.mjs').Result} Result */
/** @typedef {{ folder: string, results: Record<string, string> } & Record<string, any>} Strings */

// How long a visitor must pause before half a word is searched for, in milliseconds.
const PAUSE = 150;
const LIMIT = 5;
// Letters that are searched for at most.
const LONGEST = 500;

const STYLE = `
:host { display: block }
:host([hidden]), [hidden] { display: none !important }
form, div { display: flex; flex-wrap: wrap; gap: var(--casebook-gap, .5em) }
form { flex-direction: column }
input, button { font: inherit; color: inherit; padding: .4em .6em; border: 2px solid var(--casebook-border, currentcolor); border-radius: var(--casebook-radius, 0) }
input { flex: 1 1 12em; min-width: 0; box-sizing: border-box; background: var(--casebook-field, transparent) }
button { cursor: pointer; background: var(--casebook-button, transparent); color: var(--casebook-button-text, inherit) }
a { color: var(--casebook-link, LinkText) }
:focus-visible { outline: 3px solid var(--casebook-focus, currentcolor); outline-offset: 2px }
ol { list-style: none; margin: var(--casebook-gap, .5em) 0; padding: 0 }
li { margin: var(--casebook-gap, .75em) 0 }
li p { margin: .2em 0 }
[part~=by] { font-size: .875em }
@media (forced-colors: active) { button { border-color: ButtonBorder } }
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;
/** @type {Promise<Record<string, Strings>> | undefined} */
let loading;
const here = new URL('.', import.meta.url);

/** The texts of the library in all its languages, by tag. Asked for again if they could not be read. */
function strings() {
  loading ??= fetch(new URL('strings.json', here)).then((response) => response.json());
  loading.catch(() => (loading = undefined));
  return loading;
}

/**
 * Those of a language, or else those of its main language, or else those of the folder that this script is in.
 *
 * @param {Record<string, Strings>} all
 * @param {string} lang
 */
function inLanguage(all, lang) {
  const tags = Object.keys(all);
  const main = (/** @type {string} */ tag) => tag.split('-')[0]?.toLowerCase();
  const own = tags.find((tag) => new URL(all[tag]?.folder ?? '', here).href === here.href);
  const tag = tags.find((each) => each.toLowerCase() === lang.toLowerCase()) ?? tags.find((each) => main(each) === main(lang)) ?? own;
  const chosen = all[tag ?? ''];
  return chosen && { tag: tag ?? '', strings: chosen };
}

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} part the name by which pages can style it
 * @param {Record<string, unknown>} [properties]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
function made(name, part, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.part.add(part);
  element.append(...children);
  return element;
}

class CasebookSearch extends HTMLElement {
  static observedAttributes = ['libraries', 'lang'];

  /** @type {import('./engine.mjs').Library | undefined} */
  #library;
  /** @type {Strings | undefined} */
  #strings;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #typing;
  #lang = '';
  #asked = '';
  #current = new AbortController();
  #input = made('input', 'input', { id: 'q', name: 'q', type: 'search', maxLength: LONGEST, autocomplete: 'off', enterKeyHint: 'search' });
  #label = made('label', 'label', { htmlFor: 'q' });
  #button = made('button', 'button');
  #form = made('form', 'form', { role: 'search' }, this.#label, made('div', 'row', {}, this.#input, this.#button));
  #status = made('p', 'status', { role: 'status' });
  #list = made('ol', 'results');
  #all = made('p', 'all');
  #inside = made('slot', 'fallback');

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
    }
    root.adoptedStyleSheets = [sheet];
    root.append(this.#inside);
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.search(this.#input.value);
    });
    this.#input.addEventListener('input', () => {
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.search(this.#input.value, true), PAUSE);
    });
    this.#input.addEventListener('focus', () => this.#opened().then((library) => library.preload()).catch(() => {}));
  }

  connectedCallback() {
    this.#begin();
  }

  disconnectedCallback() {
    clearTimeout(this.#typing);
    this.#current.abort();
  }

  attributeChangedCallback() {
    this.#library = undefined;
    if (this.isConnected) this.#begin();
  }

  /** What is in the box. */
  get value() {
    return this.#input.value;
  }

  set value(text) {
    this.#input.value = text;
    this.search(text);
  }

  /** The folders of the libraries. */
  get #folders() {
    const given = this.getAttribute('libraries')?.split(/\s+/).filter(Boolean) ?? [];
    const own = new URL(this.#strings?.folder ?? '', here).href;
    return given.length ? given.map((folder) => new URL(folder, document.baseURI).href) : [own];
  }

  /** Shows the box once its texts are there. Without them, what the page has inside the element stays. */
  async #begin() {
    try {
      const /** @type {HTMLElement | null} */ around = this.closest('[lang]');
      const found = inLanguage(await strings(), around?.lang ?? '');
      if (!found) return;
      this.#strings = found.strings;
      this.#lang = found.tag;
    } catch (error) {
      this.#tell('casebook-error', { error });
      return;
    }
    this.#label.textContent = this.#text('label');
    this.#button.textContent = this.#text('search');
    this.#form.action = this.#folders[0] ?? '';
    if (!this.#form.isConnected) this.shadowRoot?.prepend(this.#form, this.#status, this.#list, this.#all);
    this.#inside.hidden = true;
    const first = this.#asked || this.getAttribute('value');
    if (!first) return;
    this.#input.value ||= first;
    this.search(this.#input.value);
  }

  async #opened() {
    const { open } = /** @type {typeof import('./search.mjs')} */ (await import(new URL('search.js', here).href));
    const folders = this.#folders;
    this.#library ??= open(folders.length > 1 ? folders : folders[0], { scripts: here.href });
    return this.#library;
  }

  /**
   * Searches, and shows what is found. An answer that comes after another search has begun is dropped.
   *
   * @param {string} text
   * @param {boolean} [typing] whether the last word may be incomplete
   */
  async search(text, typing = false) {
    clearTimeout(this.#typing);
    this.#current.abort();
    this.#current = new AbortController();
    const { signal } = this.#current;
    const query = text.trim();
    this.#asked = query;
    if (!query) return this.#clear();
    this.#list.ariaBusy = 'true';
    const waiting = setTimeout(() => (this.#status.textContent = this.#text('searching')), 600);
    try {
      const library = await this.#opened();
      const limit = Number(this.getAttribute('limit') ?? LIMIT) || LIMIT;
      const found = await library.search(query, { limit, complete: true, counts: false, prefix: typing || undefined, signal });
      if (signal.aborted) return;
      this.#show(query, found);
      this.#tell('casebook-results', { query, found });
    } catch (error) {
      if (signal.aborted) return;
      this.#clear(this.#text('failed'));
      this.#inside.hidden = false;
      this.#tell('casebook-error', { error });
    } finally {
      clearTimeout(waiting);
      if (!signal.aborted) this.#list.ariaBusy = null;
    }
  }

  #clear(status = '') {
    this.#status.textContent = status;
    this.#list.replaceChildren();
    this.#all.replaceChildren();
  }

  /** @param {string} query @param {Found} found */
  #show(query, found) {
    const { total, results, corrections, partial } = found;
    const corrected = corrections.reduce((said, { from, to }) => said.replace(new RegExp(from, 'i'), () => to), query);
    const count = this.#counted(total);
    const said = partial && total ? this.#text('partial').replace('{count}', new Intl.NumberFormat(this.#lang).format(total)) : count;
    const note = corrections.length ? `${this.#text('corrected').replace('{words}', () => corrected)} ` : '';
    this.#inside.hidden = true;
    this.#status.textContent = note + said;
    this.#list.replaceChildren(...results.map((result) => this.#item(result)));
    const folders = this.#folders;
    const links = folders.map((folder, at) => {
      const url = new URL(folder);
      url.searchParams.set('q', query);
      const number = found.libraries?.[at]?.total ?? total;
      const name = folders.length > 1 ? `${url.host}: ${this.#counted(number)}` : this.#text('all');
      return made('a', 'all-link', { href: url.href }, name);
    });
    this.#all.replaceChildren(...links.flatMap((link, at) => (at ? [' · ', link] : [link])));
  }

  /** @param {Result} result */
  #item(result) {
    const { title, url, summary, organisation, date, lang } = result;
    const own = lang ? { lang, dir: 'auto' } : {};
    const link = made('a', 'link', { href: url, ...own }, title);
    link.addEventListener('click', (event) => {
      if (!this.#tell('casebook-select', { result })) event.preventDefault();
    });
    const by = [organisation, date?.slice(0, 4)].filter(Boolean).join(' · ');
    return made('li', 'result', {}, link, made('p', 'summary', own, summary), ...(by ? [made('p', 'by', {}, by)] : []));
  }

  /** A text: the element's attribute, or else the library's. @param {string} key @returns {string} */
  #text(key) {
    return this.getAttribute(key) ?? this.#strings?.[key] ?? '';
  }

  /** @param {number} total */
  #counted(total) {
    const form = total ? new Intl.PluralRules(this.#lang).select(total) : 'zero';
    const text = (/** @type {string} */ name) => this.getAttribute(`results-${name}`) ?? this.#strings?.results[name];
    return (text(form) ?? text('other') ?? '').replace('{count}', new Intl.NumberFormat(this.#lang).format(total));
  }

  /** @param {string} name @param {object} detail */
  #tell(name, detail) {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }
}

if (!customElements.get('casebook-search')) customElements.define('casebook-search', CasebookSearch);
