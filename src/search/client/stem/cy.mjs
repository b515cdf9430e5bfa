// Welsh has no stemmer, but its words change at their beginning: `Caerdydd`, `yng Nghaerdydd`, `i Gaerdydd`. The index has a form under
// the word that it is a form of, its radical, if it knows that; src/search/welsh.rs explains how. This has what a word that no study has
// may be: a form of a radical, or else the radical of a form that the index could not know to be one.

import table from './welsh.json' with { type: 'json' };

// A letter of two signs is no beginning of a word with the first of them.
const isWhole = (word) => {
  const letter = table.letters.find((two) => word.startsWith(two)) ?? '';
  return (start) => start.length >= letter.length;
};

/** The words that come from a word by one of some pairs of beginnings. */
function changed(word, pairs) {
  const whole = isWhole(word);
  return pairs.flatMap(([from, to]) => (word.startsWith(from) && whole(from) ? to + word.slice(from.length) : []));
}

const own = new Set(table.own.split(' '));

function radicals(word) {
  if (own.has(word)) return [];
  const sure = changed(word, table.certain);
  return sure.length ? sure : changed(word, table.possible);
}

const forms = (radical) => changed(radical, table.possible.map(([from, to]) => [to, from])).filter((form) => !own.has(form));

/** What a word may be; if it is half typed (`starts`), only other forms. */
export default function stems(word, starts) {
  const found = [word, ...radicals(word)];
  return [...new Set([...found, ...found.flatMap(forms)])].slice(starts ? 1 : 0);
}
