// What engine.mjs offers, for the type checker.

/** A date limit is a year, a month or a day: `2019`, `2019-05`, `2019-05-01`. */
export interface Options {
  /** Slugs of terms, by facet. */
  filters?: Record<string, string[]>;
  from?: string;
  to?: string;
  sort?: string;
  fuzzy?: boolean;
  prefix?: boolean;
  offset?: number;
  limit?: number;
  counts?: boolean;
  /** Reads the whole lists of very common words, so that the total is exact. */
  complete?: boolean;
  signal?: AbortSignal;
}

export interface Result {
  title: string;
  url: string;
  date?: string;
  organisation?: string;
  lang?: string;
  summary: string;
  terms: Record<string, string[]>;
}

export type Counts = Record<string, Record<string, number> | undefined>;

export interface Found {
  total: number;
  results: Result[];
  facets: Counts;
  corrections: { from: string; to: string }[];
  partial: boolean;
  unknown: { word: string; near: string[] }[];
  /** The words that matched. */
  marks: Set<string>;
  /** Words of the query that were left out. */
  ignored?: string[];
  /** Commoner words close to words that few studies have. */
  suggestions?: { from: string; to: string; total: number }[];
  /** Phrases that no study has, searched for as words. */
  phrases?: { missing: string[] };
  synonyms?: { word: string; also: string[] }[];
  /** Terms whose names match the query. */
  terms?: { facet: string; slug: string; count: number }[];
  /** Optional parts of the index that could not be read: `counts`, `corrections`, `phrases`. */
  failed?: string[];
}

export interface Library {
  search(query: string, options?: Options): Promise<Found>;
  preload(): Promise<unknown>;
  text(url: string, options?: { signal?: AbortSignal }): Promise<string>;
}

export function open(folder: string | URL, given?: { fetch?: typeof fetch }): Library;

/** The words of a text, folded like those of the index. */
export function words(text: string): string[];
