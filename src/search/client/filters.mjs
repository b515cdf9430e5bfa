// The filters of a list are links to pages. This script lets a visitor choose several, and sends them to the search page.
//
// What the page's HTML must have (templates/list.html is a complete example):
//
//   nav[data-filters=ADDRESS][data-several=TEXT][data-apply=TEXT]   the search page; the texts of the two buttons
//     [data-facet=KEY]                                              the terms of a facet
//       a[data-term=SLUG]                                           a term; its children move into a label
//         [data-undo]                                               only if the term is chosen: says that the link removes it
//
// Until the visitor asks for it, only a button is added, so no text moves.

const nav = document.querySelector('[data-filters]');
const links = [...(nav?.querySelectorAll('[data-term]') ?? [])];

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function choice(link) {
  const { facet } = link.closest('[data-facet]').dataset;
  const undo = link.querySelector('[data-undo]');
  undo?.remove();
  if (undo) link.closest('details').open = true;
  const box = element('input', { type: 'checkbox', name: facet, value: link.dataset.term, checked: Boolean(undo) });
  return element('label', {}, box, ...link.childNodes);
}

function several() {
  for (const link of links) link.replaceWith(choice(link));
  const apply = element('p', { className: 'apply' }, element('button', {}, nav.dataset.apply));
  nav.append(element('form', { action: nav.dataset.filters }, ...nav.childNodes, apply));
  button.remove();
  nav.querySelector('input').focus();
}

const button = element('button', { type: 'button', className: 'several', onclick: several }, nav?.dataset.several ?? '');
if (links.length > 1) nav.before(button);
