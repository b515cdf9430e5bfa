// Phrases: words that must follow one another.

// Studies searched at most for a phrase, ten at a time.
export const LOOKS = 40;

// The first results, more than `until` of them if there are, whose title, summary or page has every phrase. Ten are read at a time.
export async function saying(phrases, show, { inside: { length }, partial }, until, words, read) {
  const says = (text) => phrases.every((phrase) => ` ${words(text).join(' ')} `.includes(` ${phrase.join(' ')} `));
  const said = async ({ title, summary, url }) => says(title) || says(summary) || says(await read(url).catch(() => ''));
  const results = [];
  let looked = partial ? length : 0;
  for (; looked < Math.min(LOOKS, length) && results.length <= until; looked += 10) {
    const ten = await show(looked, looked + 10);
    const found = await Promise.all(ten.map(said));
    results.push(...ten.filter((_, at) => found[at]));
  }
  return { results, complete: looked >= length };
}


/** The plain text of a study's own page (`data-text`), without the numbers of footnotes. Node has no HTML parser, so there it is all text without tags. */
export async function text(url, fetch, signal) {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} is missing`);
  const html = await response.text();
  if (!globalThis.DOMParser) return html.replace(/<[^>]*>/g, ' ');
  const page = new DOMParser().parseFromString(html, 'text/html');
  const shown = page.querySelector('[data-text]') ?? page.body;
  for (const number of shown.querySelectorAll('a[role]')) number.remove();
  for (const cell of shown.querySelectorAll('th, td')) cell.append(' ');
  return shown.textContent;
}
