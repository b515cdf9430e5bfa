// The parts of the page that the script fills, and its texts. page.mjs lists what the theme must
// have.

/** @param {string} name @param {ParentNode} [root] */
export const maybe = (name, root = document) =>
  /** @type {HTMLElement | null} */ (root.querySelector(`[data-${name}]`));
/** @param {string} name @param {ParentNode} [root] */
export const find = (name, root) => /** @type {HTMLElement} */ (maybe(name, root));

export const form = /** @type {HTMLFormElement} */ (find('search'));
/** @param {string} name */
export const field = (name) =>
  /** @type {HTMLInputElement | HTMLSelectElement | null} */ (form.elements.namedItem(name));
export const query = /** @type {HTMLInputElement} */ (field('q'));
export const sort = field('sort');
export const dates = /** @type {HTMLInputElement[]} */ (['from', 'to'].map(field).filter(Boolean));
/** One for each term. */
export const boxes = /** @type {HTMLInputElement[]} */ ([
  ...form.querySelectorAll('[data-facet] input'),
]);
/** The keys of the facets. */
export const KEYS = [...new Set(boxes.map(({ name }) => name))];
/** @param {string} key @param {string} slug */
export const boxOf = (key, slug) => boxes.find(({ name, value }) => name === key && value === slug);
/** A term's name, with its language if that is not the page's. @param {HTMLInputElement} box */
export const nameOf = (box) =>
  find('name', /** @type {HTMLElement} */ (box.closest('label'))).cloneNode(true);

export const [status, heading, note, list, otherList, pages, none, failed] =
  /** @type {HTMLElement[]} */ (
    ['status', 'heading', 'note', 'results', 'other-results', 'pages', 'none', 'failed'].map(
      (name) => find(name),
    )
  );
export const [others, chips, panel, toggle, dateError, offers, slow, terms] = [
  'others',
  'chips',
  'panel',
  'toggle',
  'date-error',
  'offers',
  'slow',
  'terms-found',
].map((name) => maybe(name));
/** Before the script changes them. */
export const { title } = document;
export const { textContent: untold } = heading;

/** Resolves once the page has been painted, or immediately if the page is not visible. */
export const painted = () =>
  document.hidden || new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
/** True if the visitor asked the browser to save data. */
export const saveData = /** @type {{ connection?: { saveData?: boolean } }} */ (navigator)
  .connection?.saveData;

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, unknown>} [properties]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
