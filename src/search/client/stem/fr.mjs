// The stemmer for French: Snowball's (https://snowballstem.org/algorithms/french/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it.
//
// A word comes folded, without accents and apostrophes, so endings such as -ité and -ière are never found. Capital I,
// U and Y are consonants, such as the u in qu.

import { each, endings, first, inside, marked, regions, unless, when } from './regions.mjs';

const BEFORE_RV = /^([aeiouy][aeiouy].|par|col|tap|ni[aeiouy]|.[^aeiouy]*[aeiouy])/;
const CONSONANTS = /[aeiouy]([ui](?=[aeiouy])|y)|y(?=[aeiouy])|qu/g;

const icOrIqu = endings({ ic: first(inside('r2'), (rest) => `${rest  }iqU`) });
const eux = first(inside('r2'), inside('r1', 'eux'));

const nouns = endings({
  'ance iqUe isme able iste eux ances iqUes ismes ables istes': inside('r2'),
  'atrice ateur ation atrices ateurs ations': inside('r2', each(icOrIqu)),
  'logie logies': inside('r2', 'log'),
  'usion ution usions utions': inside('r2', 'u'),
  'ence ences': inside('r2', 'ent'),
  'ement ements': inside('rv', each(endings({
    iv: inside('r2', each(endings({ at: inside('r2') }))),
    eus: eux,
    'abl iqU': inside('r2'),
  }))),
  'if ive ifs ives': inside('r2', each(endings({ at: inside('r2', each(icOrIqu)) }))),
  eaux: 'eau',
  aux: inside('r1', 'al'),
  oux: when(/[bhjlnp]$/, 'ou'),
  'euse euses': eux,
  'issement issements': inside('r1', when(/[^aeiouy]$/)),
});

// What is before -ment is often a participle, so the endings of verbs come next.
const adverbs = endings({
  amment: inside('rv', 'ant'),
  emment: inside('rv', 'ent'),
  'ment ments': (rest, { rv }) => (/[aiouy]$/.test(rest.slice(rv)) ? rest : undefined),
});

const verbsInI = endings({
  ['i ie ies ir ira irai iraIent irais irait iras irent irez iriez irions irons iront is it '
  + 'issaIent issais issait issant issante issantes issants isse issent isses issez issiez issions issons']:
    (rest, { rv }) => (/[^aeiouy]$/.test(rest.slice(rv)) ? rest : undefined),
}, 'rv');

const verbs = endings({
  ions: inside('r2'),
  'er era erai eraIent erais erait eras erez eriez erions erons eront ez iez eais': '',
  'a ai aIent ait ant ante antes ants as asse assent asses assiez assions': each(endings({ e: inside('rv') })),
  'ais aise aises': unless(/^.al$|auv$/),
}, 'rv');

const others = each(
  (word) => word.replace(/([^aious])s$/, '$1'),
  endings({ ion: inside('r2', when(/[st]$/)), 'ier Ier': 'i', e: '' }, 'rv'),
);

function withoutEnding(word, places) {
  const adverb = adverbs(word, places);
  const rest = adverb ?? word;
  const changed = (adverb ? undefined : nouns(word, places)) ?? first(verbsInI, verbs)(rest, places);
  return changed?.replace(/Y$/, 'i') ?? others(rest, places);
}

export default function stem(folded) {
  const word = marked(folded, CONSONANTS);
  const rest = withoutEnding(word, regions(word, 'aeiouy', BEFORE_RV));
  return rest.replace(/(enn|onn|ett|ell|eill)$/, (end) => end.slice(0, -1)).toLowerCase();
}
