// How high a case study ranks for someone who half remembers it. The query for each study is three words of its title; the result is
// the mean reciprocal rank (10 results; 0 if the study is not among them).
//
//   casebook build; node known.mjs [DIST [COUNT]]     DIST: a built library; by default, dist in this repository. COUNT: by default, 300 studies
//
// The words are the three that the fewest other titles have, in their order in the title, because people remember what sets a text
// apart. Each query is tried as it is, with a typing error in the longest word, and with the last word half typed.

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { words } from '../../src/search/client/engine/text.mjs';
import { files } from './files.mjs';
import { random, script } from './library.mjs';

const dist = resolve(process.argv[2] ?? fileURLToPath(new URL('../../dist', import.meta.url)));
const { open } = await script(dist);
const library = open('http://localhost/search/', { fetch: files(dist) });
const { results: studies } = await library.search('', { limit: 1e9 });
const below = random(5);

// The number of studies with each word.
const commonness = new Map();
const wordsOf = ({ title }) => [...new Set(words(title))].filter((word) => /^\p{L}{3,}$/u.test(word));
for (const study of studies) for (const word of wordsOf(study)) commonness.set(word, (commonness.get(word) ?? 0) + 1);

function remembered(study) {
  const all = wordsOf(study);
  const rarest = [...all].sort((a, b) => commonness.get(a) - commonness.get(b)).slice(0, 3);
  return all.filter((word) => rarest.includes(word));
}

/** A word with a letter lost, doubled, changed or swapped with the next; never the first letter. */
function mistyped(word) {
  const at = 1 + below(word.length - 2);
  const [before, letter, next, after] = [word.slice(0, at), word[at], word[at + 1], word.slice(at + 2)];
  const other = 'abcdefghijklmnopqrstuvwxyz'[below(26)];
  return [before + next + after, before + letter + letter + next + after, before + other + next + after, before + next + letter + after][below(4)];
}

const longest = (words) => [...words].sort((a, b) => b.length - a.length)[0];
const kinds = {
  short: (words) => words.join(' '),
  'with a typing error': (words) => words.map((word) => (word === longest(words) ? mistyped(word) : word)).join(' '),
  'while typing': (words) => words.join(' ').slice(0, -Math.floor(words.at(-1).length / 3) || undefined),
};

const count = Number(process.argv[3] ?? 300);
const chosen = Array.from({ length: count }, () => studies[below(studies.length)]).filter((study) => remembered(study).length === 3);
console.log(`${chosen.length} of ${studies.length} case studies`);
for (const [kind, query] of Object.entries(kinds)) {
  let sum = 0;
  for (const study of chosen) {
    const { results } = await library.search(query(remembered(study)), { prefix: kind === 'while typing' });
    const at = results.findIndex(({ id }) => id === study.id);
    sum += at < 0 ? 0 : 1 / (at + 1);
  }
  console.log(`${kind}: MRR ${(sum / chosen.length).toFixed(3)}`);
}
