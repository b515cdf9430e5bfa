// The link back to the results, on the page of a case study that the visitor opened from a search.
//
// What the page's HTML must have (templates/base.html is a complete example):
//
//   a[data-back]   hidden; shown, and led to the results, if the visitor came from there
//
// The browser says which page led here. Its address has the query, the filters and the page of the results. Its language may be another
// than that of the study, which is not always translated.

const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector('[data-back]'));
const { referrer } = document;
const [page] = referrer.split('?');

if (link && page?.startsWith(`${location.origin}/`) && page.endsWith('/search/')) {
  link.href = referrer;
  link.hidden = false;
}
