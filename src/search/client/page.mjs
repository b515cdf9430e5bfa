// The search page: its form, filters, results and address, on top of engine.mjs.
//
// What the page's HTML must have (templates/search.html is a complete example). The script finds everything by `data-` attributes, so
// the theme chooses classes, ids and order. Parts marked "may" are optional.
//
//   <form data-search data-index="/search/" action="/search/">   `data-index`: the folder of the index, of this language
//     input[name=q]                                              the query; `maxlength`: letters that are used, 500 without
//     [data-suggestions] (role=listbox)                          may: hidden; suggestions while the visitor types. The attribute is the
//                                                                address of suggestions.js, which is loaded when the box gets the focus.
//                                                                Needs an id
//     a[data-skip]                                               may: leads to the results, past the filters
//     fieldset[data-facet=KEY] > … one label for each term:      a facet; terms in any order; may have `data-singular`: the name of one
//                                                                of its terms. Gets `data-empty` if all its terms lead nowhere: the
//                                                                theme's CSS hides those that are not chosen
//       input[type=checkbox][name=KEY][value=SLUG]               may have `data-href`: the term's own page, linked from results
//       [data-name]                                              the term's name
//       [data-count]                                             how many studies this choice would show
//     [data-extra]                                               may: terms hidden until "show all", with `hidden` set
//     button[data-show-all]                                      may: inside the fieldset; `aria-expanded=false`
//     input[name=from], input[name=to]                           may: a year, month or day as people write it, in a label;
//                                                                `aria-describedby` [data-date-error]
//     [data-date-error] (role=alert)                             empty; for the message about a date that cannot be used
//     select[name=sort]                                          may: relevance, newest, oldest, title
//     a[data-clear]                                              may, anywhere in the form: links to the page without choices
//     button[data-toggle], [data-panel]                          may: the "Filter and sort" disclosure of small screens. The panel
//                                                                gets `data-open`; the theme's CSS hides it on small screens without.
//                                                                May have `data-live`: on which screens it is always in sight, as a
//                                                                media query. There its filters apply when ticked
//     button[data-apply]                                         may: hidden where filters apply when ticked
//   [data-status] (role=status)                                  the script announces the count here, once
//   [data-heading] (h2, tabindex=-1)                             the count, or a text such as "Results" until it is known; gets the focus
//                                                                after "Apply filters", and on touch screens after every search
//   [data-note]                                                  hidden; how the query was understood, a paragraph for each note
//   [data-terms-found] (ul)                                      may: hidden; terms that the query names, with their own pages
//   [data-chips] (ul)                                            may: the choices, each a link that removes it; an item with
//                                                                a[data-clear] stays last
//     template[data-chip]                                        one choice: a[data-link] with [data-name]
//   [data-results] (ol, tabindex=-1)                             the results; `aria-busy` while they change
//   template[data-result]                                        one result: [data-link], [data-summary]; may: [data-excerpt],
//                                                                [data-organisation], time[data-date], [data-terms]
//   template[data-suggestion]                                    one suggestion: (role=option) with [data-text] and [data-kind]
//   [data-others]                                                may: hidden; a heading before results that have some of the words
//   [data-other-results] (ol)                                    those results
//   [data-pages] (nav)                                           hidden; links to pages
//   [data-offers] (ul)                                           may: hidden; if nothing is found, searches that find something
//   [data-none]                                                  hidden; tips when nothing is found
//   [data-failed] (role=alert) with button[data-retry]           hidden; when the index cannot be read
//   [data-slow] (role=alert) with button[data-retry]             may: hidden; when a search takes over ten seconds
//   [data-ways]                                                  may: what the page offers without a script; hidden once it runs
//   [data-strings]                                               hidden; the texts as JSON, see below
//
// The form gets `data-stale` while the results of the last search are still shown because the next one takes its time.
//
// Texts: `title` ("{query} – {title}", the page's own), `results`, `partial` (each by plural form: zero, one, two, few, many, other;
// "{count}" stands for the number), `searching`, `pageOf` ("{name}, page {number}"), `from` ("From {date}"), `to`, `page` ("Page {number}"),
// `previous`, `next`; about dates, `dateError` ("{name}: …"), `dateImpossible` ({name}, {date}), `datesCrossed` ({from}, {to}: the names of
// the fields); in notes, `corrected` ("Showing results for {words}."), `instead` ("Search for {query} instead"), `near` ("Did you mean
// {words}?"), `ignored` and `synonyms` ({words}), `only` ("Search only for {query}"), `noPhrase` ({phrase}), `phrasesFailed`, `cut` ({count}
// letters, up to {words}), `noFilter` ({name}); `term` ("{facet}: {name}, {results}"); in offers, `unfiltered` ({results}) and `alone`
// ({word}, {results}); in suggestions, `suggested` ({count}), `suggestedTerm` ({facet}, {results}), `suggestedWord` and `suggestedStudy`; and
// `months`, their names with ", " between, for languages whose months the browser does not know.
// The page's `lang` decides how numbers, dates and plurals are written.
//
// page/ has a module for each concern. parts.mjs finds what is listed here; show.mjs searches and shows; the rest is called from them or
// from below.
//
// Titles and summaries only become text nodes. Nothing is written into the page as HTML.

import { listenToFilters, stopFilters } from './page/filters.mjs';
import { fillForm, fromForm } from './page/form.mjs';
import { go } from './page/going.mjs';
import { currentState, onReturn } from './page/history.mjs';
import { stateOf } from './page/links.mjs';
import { form, heading, list, maybe, panel, toggle } from './page/parts.mjs';
import { countTerms, retry, show } from './page/show.mjs';
import { cleared } from './page/state.mjs';
import { offerSuggestions } from './page/suggesting.mjs';
import { listen, stopTyping } from './page/typing.mjs';

form.addEventListener('submit', (event) => {
  event.preventDefault();
  stopTyping();
  stopFilters();
  // Enter in a filter means "Apply" too, although the browser reports the first button. On a touch screen, the keyboard would cover the
  // results.
  const applied = panel?.contains(event.submitter) || panel?.contains(document.activeElement);
  go(fromForm(currentState(), true), { focus: applied || matchMedia('(pointer: coarse)').matches });
});
form.addEventListener('click', (event) => {
  const target = /** @type {Element} */ (event.target);
  const clears = target.closest('[data-clear]');
  const state = clears ? cleared(currentState()) : stateOf(event);
  if (!state) return;
  event.preventDefault();
  go(state, { focus: true, keep: !clears });
});
for (const button of form.querySelectorAll('[data-retry]'))
  button.addEventListener('click', () => retry(currentState()));
maybe('skip', form)?.addEventListener('click', (event) => {
  // Without an entry in the history.
  event.preventDefault();
  (list.firstElementChild ? list : heading).focus();
});
for (const facet of form.querySelectorAll('[data-facet]')) {
  const button = maybe('show-all', facet);
  button?.addEventListener('click', () => {
    const open = button.ariaExpanded !== 'true';
    button.ariaExpanded = String(open);
    for (const extra of /** @type {NodeListOf<HTMLElement>} */ (
      facet.querySelectorAll('[data-extra]')
    )) {
      extra.hidden = !open && !extra.querySelector(':checked');
    }
  });
}
toggle?.addEventListener('click', () => {
  toggle?.setAttribute('aria-expanded', String(panel?.toggleAttribute('data-open')));
  countTerms();
});
for (const event of ['toggle', 'resize']) addEventListener(event, () => countTerms(), true);
for (const event of ['focusin', 'pointerover'])
  (panel ?? form).addEventListener(event, () => countTerms(true));
listen();
offerSuggestions();
listenToFilters();
onReturn((state) => {
  stopTyping();
  fillForm(state);
  show(state);
});

form.hidden = false;
maybe('ways')?.setAttribute('hidden', '');
const start = currentState();
const scrolled = history.state?.scrolled;
fillForm(start);
await show(start);
if (scrolled) scrollTo({ top: scrolled, behavior: 'instant' });
