// The stemmer for English: Porter 2 (https://snowballstem.org/algorithms/english/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it. Its exceptions are newer than those of most other versions.
//
// A word comes folded, so it has no apostrophe. A Y is a consonant: at the start, or after a vowel.

import { british, britishStart } from './british.mjs';
import { after, each, endings, inside, marked, when } from './regions.mjs';

const EXCEPTIONS = new Map(Object.entries({
  skis: 'ski', skies: 'sky', idly: 'idl', gently: 'gentl', ugly: 'ugli', early: 'earli', only: 'onli', singly: 'singl',
}));
const INVARIANT = /^(sky|news|howe|atlas|cosmos|bias|andes)$/;

// R1 starts after these, so that general and generic keep different stems, for example.
const PREFIX = /^(gener|commun|arsen|past|univers|later|emerg|organ|inter)/;
const VOWEL_CONSONANT = /[aeiouy][^aeiouy]/;
// A short syllable at the end.
const SHORT = /[^aeiouy][aeiouy][^aeiouywxY]$|^[aeiouy][^aeiouy]$|past$/;

// The steps have their names from the algorithm.

function step1a(word) {
  if (/sses$/.test(word)) return word.slice(0, -2);
  if (/ie[ds]$/.test(word)) return word.slice(0, word.length > 4 ? -2 : -1);
  if (/[^us]s$/.test(word) && /[aeiouy].+s$/.test(word)) return word.slice(0, -1);
}

function withoutEed(rest, { r1 }) {
  if (rest.length >= r1 && !/^(proc|exc|succ)$/.test(rest)) return `${rest  }ee`;
}

// Repairs what is left of a word without -ed or -ing.
function withoutEd(rest, { r1 }) {
  if (!/[aeiouy]/.test(rest)) return;
  if (/(at|bl|iz)$/.test(rest)) return `${rest  }e`;
  if (/([bdfgmnprt])\1$/.test(rest)) return /^[aeo]..$/.test(rest) ? rest : rest.slice(0, -1);
  return rest.length === r1 && SHORT.test(rest) ? `${rest  }e` : rest;
}

function withoutIng(rest, places) {
  if (/^[^aeiouy]y$/.test(rest)) return `${rest[0]  }ie`;
  if (/^(inn|out|cann|herr|earr|even)$/.test(rest)) return;
  return withoutEd(rest, places);
}

const step1b = endings({ 'eed eedly': withoutEed, 'ed edly ingly': withoutEd, ing: withoutIng });

const step1c = (word) => word.replace(/(.[^aeiouy])[yY]$/, '$1i');

const inR1 = (table) => Object.fromEntries(Object.entries(table).map(([keys, text]) => [keys, inside('r1', text)]));

const step2 = endings({
  ...inR1({
    tional: 'tion', enci: 'ence', anci: 'ance', abli: 'able', entli: 'ent', 'izer ization': 'ize',
    'ational ation ator': 'ate', 'alism aliti alli': 'al', 'fulness fulli': 'ful', 'ousli ousness': 'ous',
    'iveness iviti': 'ive', 'biliti bli': 'ble', ogist: 'og', lessli: 'less',
  }),
  ogi: when(/l$/, inside('r1', 'og')),
  li: when(/[cdeghkmnrt]$/, inside('r1')),
});

const step3 = endings({
  ...inR1({ tional: 'tion', ational: 'ate', alize: 'al', 'icate iciti ical': 'ic', 'ful ness': '' }),
  // R2 never starts before R1.
  ative: inside('r2'),
});

const step4 = endings({
  'al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize': inside('r2'),
  ion: when(/[st]$/, inside('r2')),
});

const step5 = endings({
  e(rest, { r1, r2 }) {
    if (rest.length >= r2 || (rest.length >= r1 && !SHORT.test(rest))) return rest;
  },
  l: when(/l$/, inside('r2')),
});

const steps = each(step1a, step1b, step1c, step2, step3, step4, step5);

/** The stem of a word; if it is half typed (`starts`), what else it may begin with. */
export default function stem(spelt, starts) {
  if (starts) return britishStart(spelt);
  const folded = british(spelt);
  if (folded.length < 3 || INVARIANT.test(folded)) return folded;
  if (EXCEPTIONS.has(folded)) return EXCEPTIONS.get(folded);
  const word = marked(folded, /^y|[aeiouy]y/g);
  const r1 = after(PREFIX.test(word) ? PREFIX : VOWEL_CONSONANT, word);
  return steps(word, { r1, r2: after(VOWEL_CONSONANT, word, r1) }).replace(/Y/g, 'y');
}
