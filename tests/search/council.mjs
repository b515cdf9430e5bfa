// How well the search ranks the council studies in `council/`, whose queries people have judged.
//
//   node council.mjs [--each]    `--each` prints each query with its score

import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { files } from './files.mjs';
import { casebook, script } from './library.mjs';

const source = fileURLToPath(new URL('council', import.meta.url));

/** The judged queries: `{query, prefix, grades, group}`. */
export function judged() {
  const queries = [];
  let group;
  for (const line of readFileSync(join(source, 'queries.tsv'), 'utf8').split('\n')) {
    if (line.startsWith('# ')) group = line.slice(2).split(':')[0];
    const [query, grades] = line.split('\t');
    if (!grades) continue;
    queries.push({
      query: query.replace(/…$/, ''),
      prefix: query.endsWith('…') || undefined,
      grades: new Map(grades.trim().split(' ').map((each) => [each.split(':')[0], Number(each.split(':')[1])])),
      group,
    });
  }
  return queries;
}

/** nDCG of the first ten results, with the grades as gains. */
function ndcg(slugs, grades) {
  const gain = (grades) => grades.slice(0, 10).reduce((sum, grade, at) => sum + grade / Math.log2(at + 2), 0);
  return gain(slugs.map((slug) => grades.get(slug) ?? 0)) / gain([...grades.values()].sort((a, b) => b - a));
}

/** Builds the library, and scores each query. */
export async function scores() {
  const folder = mkdtempSync(join(tmpdir(), 'casebook-council-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  cpSync(source, folder, { recursive: true });
  const { status, stderr, error } = spawnSync(casebook, ['build', '--root', folder], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${casebook} did not build the library:\n${error ?? stderr}`);
  const dist = join(folder, 'dist');
  const { open } = await script(dist);
  const library = open('http://localhost/search/', { fetch: files(dist) });
  const scored = [];
  for (const { query, prefix, grades, group } of judged()) {
    const { results } = await library.search(query, { prefix });
    const slugs = results.map(({ url }) => url.split('/').at(-2));
    const first = slugs.findIndex((slug) => grades.get(slug) === 3);
    scored.push({ group, query, slugs, ndcg: ndcg(slugs, grades), rank: first < 0 ? 0 : 1 / (first + 1) });
  }
  return scored;
}

export const mean = (numbers) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const scored = await scores();
  if (process.argv[2] === '--each') {
    for (const { query, slugs, ndcg, rank } of scored) if (ndcg < 0.9) console.log(ndcg.toFixed(2), rank.toFixed(2), query, '→', slugs.slice(0, 4).join(' '));
  }
  const groups = [...new Set(scored.map(({ group }) => group))];
  console.table([...groups, 'all'].map((name) => {
    const of = scored.filter(({ group }) => name === 'all' || group === name);
    return { group: name, queries: of.length, nDCG: +mean(of.map(({ ndcg }) => ndcg)).toFixed(3), MRR: +mean(of.map(({ rank }) => rank)).toFixed(3) };
  }));
}
