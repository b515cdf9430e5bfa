// Suggestions below the search box while the visitor types: terms, completed words and titles.
//
// They need no request of their own, and so cannot delay the results. Terms are in the page. Words
// and titles are those of the ten best results, which the page shows anyway.
//
// Roles, states and keys are those of an editable combobox whose options are selected by hand:
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

/** @typedef {import('./suggesting.mjs').Page} Page */
/** @typedef {import('../engine.mjs').Found} Found */

/**
 * @typedef {object} Suggestion
 * @property {Node | string} text
 * @property {string} kind
 * @property {string} [lang] the language of the text, if it is not the page's
 * @property {string} [href] the page that it leads to
 * @property {string} [q] the query that it leads to
 */

const MAX = 6;
const MAX_TERMS = 3;
const MAX_WORDS = 2;
const MAX_TITLES = 3;
// Results that arrive so late, in milliseconds, do not open the list: the visitor has read on.
const LATE = 2000;
// A word that may be half typed, at the end of a query.
const HALF = /[\p{L}\p{M}\p{N}]+$/u;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
// A word that is left out.
const HAS_MINUS = /(^|\s)[-−–]/;

/**
 * @param {HTMLElement} place the list
 * @param {Page} page
 * @param {boolean} late whether letters were typed before this script arrived
 */
export function suggest(place, page, late) {
  const { query, latest } = page;
  const terms = termsOf(page);
  /** @type {Suggestion[]} */
  let shown = [];
  let active = -1;
  // True from a letter until the visitor closes the list, leaves the box or searches.
  let isTyping = false;
  let typedAt = 0;

  /** @param {number} at the option that Enter chooses; -1 for none */
  function activate(at) {
    active = at;
    [...place.children].forEach((option, number) => {
      option.ariaSelected = String(number === at);
    });
    const option = place.children[at];
    if (option) {
      query.setAttribute('aria-activedescendant', option.id);
      option.scrollIntoView({ block: 'nearest' });
    } else query.removeAttribute('aria-activedescendant');
  }

  /** @param {Suggestion[]} suggestions */
  function render(suggestions) {
    shown = suggestions;
    const options = suggestions.map((suggestion, at) => optionOf(suggestion, `${place.id}_${at}`));
    for (const left of [...place.children].slice(options.length)) left.remove();
    // One that stays the same is kept: it may be under a finger.
    options.forEach((option, at) => {
      const last = place.children[at];
      if (!last) place.append(option);
      else if (!last.isEqualNode(option)) last.replaceWith(option);
    });
    place.hidden = !options.length;
    query.ariaExpanded = String(!place.hidden);
  }

  /** @param {Suggestion} suggestion @param {string} id */
  function optionOf({ text, kind, lang = '' }, id) {
    const option = page.copyOf('suggestion');
    Object.assign(option, { id, ariaSelected: 'false' });
    const [name, type] = ['text', 'kind'].map((part) => option.querySelector(`[data-${part}]`));
    name?.append(text);
    type?.append(kind);
    if (lang) Object.assign(name ?? {}, { lang, dir: 'auto' });
    return option;
  }

  function close() {
    isTyping = false;
    activate(-1);
    render([]);
  }

  function open() {
    activate(-1);
    render(suggestionsFor(query.value, terms, latest.found, page));
  }

  function typed() {
    isTyping = true;
    typedAt = performance.now();
    open();
  }

  /** @param {number} at @param {boolean} [elsewhere] whether in a window of its own */
  function choose(at, elsewhere) {
    const { href, q = '' } = /** @type {Suggestion} */ (shown[at]);
    close();
    if (href && elsewhere) globalThis.open(href, '_blank', 'noopener');
    else if (href) location.assign(href);
    else {
      query.value = q;
      query.form?.requestSubmit();
    }
  }

  /** @param {KeyboardEvent} event */
  function onArrow(event) {
    const [isDown, wasOpen] = [event.key === 'ArrowDown', !place.hidden];
    if (!wasOpen) open();
    if (place.hidden) return;
    event.preventDefault();
    if (event.altKey) {
      if (!isDown) close();
      return;
    }
    // Past both ends is the box itself.
    const places = shown.length + 1;
    activate(((active + 1 + (isDown ? 1 : places - 1)) % places) - 1);
  }

  query.addEventListener('keydown', (event) => {
    const { key } = event;
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (key === 'ArrowDown' || key === 'ArrowUp') onArrow(event);
    else if (key === 'Enter' && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (key === 'Escape' && !place.hidden) {
      // The next Escape clears the box, as browsers do.
      event.preventDefault();
      close();
    } else if (['Home', 'End', 'ArrowLeft', 'ArrowRight'].includes(key)) activate(-1);
  });
  query.addEventListener('input', (event) => {
    if (/** @type {InputEvent} */ (event).isComposing) close();
    else typed();
  });
  query.addEventListener('compositionend', typed);
  query.addEventListener('blur', close);
  query.form?.addEventListener('submit', close);
  // A press does not take the focus from the box.
  place.addEventListener('mousedown', (event) => event.preventDefault());
  place.addEventListener('click', ({ target, ctrlKey, metaKey }) => {
    const option = /** @type {Element} */ (target).closest('[role=option]');
    if (option) choose([...place.children].indexOf(option), ctrlKey || metaKey);
  });
  // On touch screens the box often keeps the focus.
  document.addEventListener('pointerdown', ({ target }) => {
    if (target !== query && !place.contains(/** @type {Node} */ (target))) close();
  });
  latest.changed = () => {
    // What the visitor is choosing from stays.
    if (!isTyping || active >= 0) return;
    if (!place.hidden || performance.now() - typedAt < LATE) open();
  };
  if (late) typed();
}

/** The terms that have a page, with the words of their names. @param {Page} page */
const termsOf = ({ boxes, nameOf, totals, words }) =>
  boxes.flatMap((box) => {
    const { href } = box.dataset;
    if (!href) return [];
    const name = nameOf(box);
    const fieldset = box.closest('fieldset');
    const facet =
      fieldset?.dataset.singular || fieldset?.querySelector('legend')?.textContent.trim() || '';
    const total = Number(totals.get(box)?.replace(/\D/g, ''));
    return { box, href, name, facet, total, words: words(name.textContent ?? '') };
  });

/**
 * @param {string} text what is in the box
 * @param {ReturnType<typeof termsOf>} terms
 * @param {Found | undefined} found what was found last, for this text or for less of it
 * @param {Page} page
 * @returns {Suggestion[]}
 */
function suggestionsFor(text, terms, found, { words, strings, fill, counted }) {
  const asked = words(text);
  const [half] = HALF.exec(text) ?? [];
  if (!asked.length || HAS_MINUS.test(text)) return [];
  /** True if a name has all words of the query. @param {string[]} name */
  const fits = (name) =>
    asked.every((word, at) =>
      name.some((other) =>
        half && at === asked.length - 1 ? other.startsWith(word) : other === word,
      ),
    );
  /** @param {string[]} name */
  const isFirst = ([first]) => Number(first?.startsWith(asked[0] ?? ''));
  const named = terms
    .filter((term) => !term.box.checked && fits(term.words))
    .sort((a, b) => isFirst(b.words) - isFirst(a.words) || b.total - a.total)
    .slice(0, MAX_TERMS)
    .map(({ name, facet, total, href }) => ({
      name: name.textContent?.toLowerCase(),
      text: name.cloneNode(true),
      kind: fill(strings.suggestedTerm, { facet, results: counted(strings.results, total) }),
      href,
    }));
  const results = found?.results ?? [];
  const titles = results
    .filter(({ title }) => fits(words(title)))
    .slice(0, MAX_TITLES)
    .map(({ title, url, lang }) => ({ text: title, kind: strings.suggestedStudy, lang, href: url }));
  const before = text.slice(0, text.length - (half?.length ?? 0));
  const completed = half && !found?.partial ? completions(half, results, words) : [];
  const left = Math.min(MAX_WORDS, MAX - named.length - titles.length);
  const queries = completed
    .map((word) => before + word)
    // A term of the same name is enough.
    .filter((q) => !named.some(({ name }) => name === q.toLowerCase()))
    .slice(0, left)
    .map((q) => ({ text: q, kind: strings.suggestedWord, q }));
  return [...named, ...queries, ...titles];
}

/**
 * The words of the results that begin with a half-typed one, as they are written there, most common
 * first.
 *
 * @param {string} half
 * @param {Found['results']} results
 * @param {Page['words']} words
 */
function completions(half, results, words) {
  const [start = '', ...more] = words(half);
  if (more.length || start.length < 2) return [];
  /** @type {Map<string, { text: string, count: number }>} */
  const found = new Map();
  for (const { title, summary } of results) {
    for (const run of new Set(`${title} ${summary}`.match(WORD))) {
      // Folding is slow, and most words need none.
      const [word = '', ...others] = /^[a-z]+$/.test(run) ? [run] : words(run);
      if (others.length || word === start || !word.startsWith(start)) continue;
      const last = found.get(word);
      // Small letters, if it is written so anywhere.
      const isBetter = !last || last.text !== last.text.toLowerCase();
      found.set(word, { text: isBetter ? run : last.text, count: (last?.count ?? 0) + 1 });
    }
  }
  return [...found.values()].sort((a, b) => b.count - a.count).map(({ text }) => text);
}
