// The search inside casebook, for `casebook search` and the expected results of `casebook check`: the same modules as in a browser.
//
// src/search/client.rs calls the functions at the end. Only casebook has this script, so it may say more than a page needs: how each
// score comes about.

import { fetch, requests } from './program/surroundings.mjs';
import { open } from './engine/library.mjs';
import { IS_TITLE } from './engine/score.mjs';

// What score.mjs says, by study. A search may weigh the studies more than once: the last time counts.
let gains = new Map();
let weighed = [];
const wordOf = (parts) => weighed.find((term) => term.parts === parts).word;
const of = (study) => {
  if (!gains.has(study)) gains.set(study, { words: [], bonus: null, isTitle: 0, hasTerm: 0 });
  return gains.get(study);
};

const hooks = {
  begin(terms) {
    gains = new Map();
    weighed = terms;
  },
  // The best part of a term counts.
  gain(study, gain, parts, { count, stem, weight, form, completes, common, rarity, exact, level, levels }) {
    const { words } = of(study);
    const word = wordOf(parts);
    const before = words.find((known) => known.word === word);
    if (before?.gain >= gain) return;
    const typed = form >= 0 ? stem.words[form] : undefined;
    // Whether the study has the very word that was typed can be told by what it got.
    const isExact = exact > 0 && gain > levels[level] * (rarity + exact / 2);
    const now = {
      word, count, stem: stem.stem, forms: stem.words, typed, weight, completes: !!completes, studies: common, rarity, exact: isExact ? exact : 0,
      level, levelWeight: levels[level], gain, title: before?.title ?? 0,
    };
    if (before) Object.assign(before, now);
    else words.push(now);
  },
  title(study, gain, parts) {
    const known = of(study).words.find(({ word }) => word === wordOf(parts));
    known.title = Math.max(known.title, gain);
  },
  bonus(study, factor, gain, inTitle, terms) {
    of(study).bonus = { factor, gain, inTitle, terms, bonus: factor * gain * (inTitle / terms) ** 2 };
  },
  raise(studies, by) {
    for (const study of studies) of(study)[by === IS_TITLE ? 'isTitle' : 'hasTerm'] += by;
  },
};

const libraries = new Map();
let answer;

async function search(folder, query, explain, options) {
  globalThis.explained = explain ? hooks : undefined;
  if (!libraries.has(folder)) libraries.set(folder, open(folder, { fetch }));
  const { results, marks, ...rest } = await libraries.get(folder).search(query, options);
  return { ...rest, marks: [...marks], results: results.map((result) => ({ ...result, explained: explain ? gains.get(result.id) : undefined })) };
}

globalThis.program = {
  /** Begins a search in the index of a folder. */
  ask({ folder, query, explain, options }) {
    answer = undefined;
    const asked = search(folder, query, explain, options);
    asked.then((found) => (answer = { found }), (error) => (answer = { error: String(error.cause ?? error) }));
  },
  /** The path of the next file that the search needs. */
  wanted: () => requests[0]?.path,
  /** Gives it its bytes, or nothing. */
  give(bytes) {
    requests.shift().answer(bytes ? new Response(bytes) : { ok: false });
  },
  /** What was found, as JSON; nothing as long as the search goes on. */
  answer: () => answer && JSON.stringify(answer),
};
