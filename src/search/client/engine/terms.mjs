// The words of a query as the index has them.

import { restFrom, wordsFrom } from './decode.mjs';
import { distance, errorsIn, RARE } from './distance.mjs';
import { CAPITALS, plainWord } from './marks.mjs';
import { fileOf, pathOf } from './names.mjs';

/** @typedef {import('./library.mjs').Index} Index */
/** @typedef {import('./decode.mjs').Stem} Stem */
/** @typedef {import('./simple.mjs').Word} Word */
/** @typedef {import('./simple.mjs').Join} Join */
/**
 * A stem that a word stands for; `form` is the number of the word among the stem's, if that is the word itself; `completes` if the word
 * is only its beginning.
 *
 * @typedef {{ stem: Stem, weight: number, form?: number, completes?: boolean }} Part
 */
/**
 * A word of the query with what the index has for it.
 *
 * @typedef {object} Term
 * @property {string} word
 * @property {number} count how often it is in the query
 * @property {Part[]} parts
 * @property {string[]} near
 * @property {number[]} places
 * @property {{ from: string, to: string }} [correction]
 * @property {{ from: string, to: string, total: number }} [suggestion]
 */
/** @typedef {Omit<Term, 'places'>} Unplaced */
/** @typedef {{ terms: Term[], ignored: string[] }} Understood */
/**
 * @typedef {object} How
 * @property {boolean} [prefix]
 * @property {boolean} fuzzy
 * @property {Set<string>} failed
 * @property {import('./library.mjs').Attempt} attempt
 */

// A word that only starts like the visitor's counts less than the word itself, …
export const COMPLETION = 0.5;
// … and so does a word written as one that the visitor wrote as two, or the other way round.
export const COMPOUND = 0.6;
// Files read at most to complete a half-typed word.
const FILES = 4;
// Fewer letters are completed only while they are being typed.
const MIN_COMPLETED = 3;
// A word of so few studies may be another way to write two, if it begins with a word and so many letters are left.
export const FEW = 3;
const MIN_HALF = 4;

/** @param {number} at @param {Index} index */
const wordsIn = (at, index) => index.bits(pathOf('words', at, index.word_names), wordsFrom);

/** The words of the file that has a word. @param {string} word @param {Index} index */
export const wordsNear = (word, index) => wordsIn(fileOf(index.starts, word), index);

/** @param {Stem} stem @param {string} word @returns {Part} */
const part = (stem, word) => ({ stem, weight: 1, form: stem.words.indexOf(word) });

/** What the index has for exactly this word: as it is written, or else with other capitals. @param {string} word @param {Index} index */
export async function exactly(word, index) {
  const plain = plainWord(word);
  const other = word === plain ? plain + CAPITALS : plain;
  for (const spelling of [word, other]) {
    const stem = (await wordsNear(spelling, index)).get(spelling);
    // A stop word and an acronym have nothing in common but their letters.
    if (stem && (spelling === word || stem.stem !== word)) return part(stem, spelling);
  }
  return null;
}

/** The whole list of a stem, with its second tier. @param {Stem} stem @param {Index} index */
export async function wholeList(stem, index) {
  if (stem.rest === null) return stem.list;
  const rest = await index.bits(stem.rest, restFrom, stem.words.length);
  /** @type {Map<number, number>} */
  const level = new Map();
  for (const { numbers, levels } of [stem.list, rest]) numbers.forEach((study, at) => level.set(study, levels[at]));
  const numbers = Uint32Array.from(level.keys()).sort();
  return { ...stem.list, numbers, levels: Uint8Array.from(numbers, (study) => /** @type {number} */ (level.get(study))) };
}

/**
 * The stems of the words that begin with a half-typed one.
 *
 * @param {string} start
 * @param {Part | null} exact
 * @param {Index} index
 * @returns {Promise<Part[]>}
 */
async function completions(start, exact, index) {
  const [at, to] = [start, `${start}\uffff`].map((word) => fileOf(index.starts, word));
  if (to - at >= FILES) return [];
  /** @type {Map<string, Stem>} */
  const stems = new Map();
  for (const file of await Promise.all(index.starts.slice(at, to + 1).map((_, next) => wordsIn(at + next, index)))) {
    for (const [other, stem] of file) if (other.startsWith(start) && stem.stem !== exact?.stem.stem) stems.set(stem.stem, stem);
  }
  return [...stems.values()].map((stem) => ({ stem, weight: exact ? COMPLETION : 1, completes: true }));
}

/** Whether one word may be the other with a typing error. @param {string} word @param {string} other */
const mayBe = (word, other) => errorsIn(word) > 0 && distance(word, other, errorsIn(word)) <= errorsIn(word);

/** @param {string} word @param {Map<string, Stem>} known */
const beginsWithWord = (word, known) =>
  word.length >= 2 * MIN_HALF &&
  [...known.keys()].some((other) => other.length >= MIN_HALF && other.length <= word.length - MIN_HALF && word.startsWith(other));

/**
 * What the index has for a word: `parts`; or `near`, words like it. `correction` if the parts are those of another word, `suggestion` if
 * another is more likely to have been meant.
 *
 * @param {Word & { count?: number }} word
 * @param {How} how
 * @param {Index} index
 * @returns {Promise<Unplaced>}
 */
async function term({ word, count = 1, isName, last, starts }, { prefix, fuzzy, failed }, index) {
  const plain = plainWord(word);
  /** @param {Part[]} parts @param {Partial<Unplaced> | false | null} [also] @returns {Unplaced} */
  const made = (parts, also) => ({ word: plain, count, parts, near: [], ...also });
  const exact = await exactly(word, index);
  const completes = starts || (last && (prefix ?? (!exact && plain.length >= MIN_COMPLETED)));
  const known = await wordsNear(plain, index);
  const isRare = exact && !completes && [...known].some(([other, { studies }]) => studies >= RARE * exact.stem.studies && mayBe(plain, other));
  const isDoubtful = !exact || (!completes && exact.stem.studies <= FEW && beginsWithWord(plain, known));
  const more = isDoubtful || isRare ? await index.more() : null;
  if (!exact && !more) failed.add('corrections');
  /** @type {Part[]} */
  const parts = exact ? [exact] : [];
  if (!exact) {
    const other = await more?.inflected(plain, index);
    if (other) parts.push(other);
  }
  if (completes) parts.push(...(await completions(plain, exact, index)).filter(({ stem }) => stem !== parts[0]?.stem));
  if (completes && !parts.length && more) parts.push(...(await more.respelt(plain, index)));
  if (exact && isDoubtful) {
    const two = await more?.asTwo(plain, known, index);
    if (two) parts.push({ ...two, weight: COMPOUND });
  }
  if (parts.length) {
    const meant = isRare && fuzzy && !word.endsWith(CAPITALS) && more?.commonerThan(plain, exact.stem, known);
    return made(parts, meant && { suggestion: { from: plain, to: meant.word, total: meant.studies } });
  }
  const two = await more?.asTwo(plain, known, index);
  if (two) return made([two]);
  const { correction, near } = (await more?.corrected(plain, { isName, fuzzy }, known, index)) ?? { near: [] };
  const corrected = correction && (await exactly(correction, index));
  return corrected ? made([corrected], { correction: { from: plain, to: correction } }) : made([], { near });
}

/**
 * The terms of a query: of its words that say something, or of all of them if none does. `ignored` are the others.
 *
 * @param {import('./simple.mjs').Asked} asked
 * @param {How} options
 * @param {Index} index
 * @returns {Promise<Understood>}
 */
export async function termsOf({ words, joins }, options, index) {
  const whole = [];
  /** @type {Map<number, Join>} */
  const covered = new Map();
  for (const join of joins.filter(({ instead }) => instead)) {
    const found = await exactly(join.word, index);
    // If no study has `A&E`, its letters alone would find every text with an E.
    const letters = words.slice(join.from, join.to + 1).every(({ word }) => plainWord(word).length === 1);
    if (!found && !letters) continue;
    for (let at = join.from; at <= join.to; at++) covered.set(at, join);
    whole.push({ ...join, found });
  }
  const stops = await Promise.all(words.map(async ({ word }) => {
    if (!index.stop.has(plainWord(word))) return false;
    return !(word.endsWith(CAPITALS) && (await wordsNear(word, index)).has(word));
  }));
  const says = words.filter(({ at }) => !stops[at] && !covered.has(at));
  const onlyStops = !says.length && !whole.length;
  /** @type {Map<string, Word & { count: number, places: number[] }>} */
  const times = new Map();
  for (const unit of onlyStops ? words : says) {
    const before = times.get(unit.word);
    times.set(unit.word, { ...unit, count: (before?.count ?? 0) + 1, places: [...(before?.places ?? []), unit.at] });
  }
  /** @type {Term[]} */
  const terms = await Promise.all([...times.values()].map(async (unit) => {
    /** @type {Unplaced} */
    const unread = { word: plainWord(unit.word), count: unit.count, parts: [], near: [] };
    if (!onlyStops) return { ...(await options.attempt(term(unit, options, index), 'words', unread)), places: unit.places };
    const plain = plainWord(unit.word);
    /** @type {Part[]} */
    const parts = [];
    for (const spelling of [plain, plain + CAPITALS]) {
      const stem = (await wordsNear(spelling, index)).get(spelling);
      if (stem) parts.push(part(stem, spelling));
    }
    return { word: plain, count: unit.count, parts, near: [], places: unit.places };
  }));
  for (const { word, found, from, to } of whole) {
    terms.push({ word, count: 1, parts: found ? [found] : [], near: [], places: Array.from({ length: to - from + 1 }, (_, at) => from + at) });
  }
  await asOne(terms, joins, index);
  const ignored = onlyStops ? [] : words.filter(({ at }) => stops[at] && !covered.has(at)).map(({ word }) => plainWord(word));
  return { terms, ignored: [...new Set(ignored)] };
}

/**
 * Lets words that stand beside each other also be one word: `well being` finds `wellbeing`.
 *
 * @param {Term[]} terms
 * @param {Join[]} joins
 * @param {Index} index
 */
async function asOne(terms, joins, index) {
  for (const { word, from, to, instead, written } of joins) {
    const of = terms.filter(({ places }) => places.some((at) => at >= from && at <= to));
    if (instead || of.length < (written ? 1 : 2)) continue;
    // Only if the joined word is in a file that was read for its first half anyway.
    const first = of.find(({ places }) => places.includes(from)) ?? of[0];
    if (!written && fileOf(index.starts, word) !== fileOf(index.starts, first.word)) continue;
    const joined = await exactly(word, index);
    if (!joined) continue;
    for (const each of of) {
      if (!each.parts.some(({ stem }) => stem === joined.stem)) each.parts.push({ ...joined, weight: COMPOUND });
    }
  }
}
