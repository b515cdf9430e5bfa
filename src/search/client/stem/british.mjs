// American spellings into British ones, so that both have one stem. src/search/british.rs does the same by the same table.

import table from './british.json' with { type: 'json' };

const endings = table.endings.map(({ from, to, then, of, but }) => {
  const roots = new Set((of ?? but).split(' '));
  return { from, to, roots, then: then.replace('-', '').split(' '), has: (root) => roots.has(root) === !!of };
});

/** The British spelling of a word; most words are as they are. */
export function british(word) {
  if (Object.hasOwn(table.words, word)) return table.words[word];
  for (const [start, other] of Object.entries(table.starts)) if (word.startsWith(start)) return other + word.slice(start.length);
  for (const { from, to, then, has } of endings) {
    for (const end of then) {
      const root = word.slice(0, -(from + end).length);
      if (root && word.endsWith(from + end) && has(root)) return root + to + end;
    }
  }
  return word;
}

/** The British beginnings of a half-typed word with an American one. */
export function britishStart(word) {
  return endings.flatMap(({ from, to, roots, has }) => {
    const at = has('') ? [word.lastIndexOf(from)] : [...roots].flatMap((root) => (word.startsWith(root + from) ? root.length : []));
    return at.flatMap((length) => (length > 2 && has(word.slice(0, length)) ? word.slice(0, length) + to + word.slice(length + from.length) : []));
  });
}
