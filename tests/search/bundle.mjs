// Makes the scripts that the default theme serves, and the one inside the program, from their sources in src/search/client.
//
//   npm run bundle         writes them to themes/default/search and src/search
//
// Each is one file without imports, so that a page needs one request, with short names, because every visitor pays for every byte.
// `bundle.test.mjs` fails if the files in the theme are not what this makes.

import { build } from 'esbuild';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const sources = fileURLToPath(new URL('../../src/search/client/', import.meta.url));
export const theme = fileURLToPath(new URL('../../themes/default/search/', import.meta.url));

const stemmers = readdirSync(`${sources}stem`).filter((name) => /^[a-z]{2}\.mjs$/.test(name));

/** The scripts and where each begins. */
const SCRIPTS = {
  'search.js': 'search.mjs',
  'search-more.js': 'engine/more.mjs',
  'search-many.js': 'many.mjs',
  'element.js': 'element.mjs',
  'search-page.js': 'page.mjs',
  'suggestions.js': 'page/suggestions.mjs',
  'back.js': 'back.mjs',
  'filters.js': 'filters.mjs',
  ...Object.fromEntries(stemmers.map((name) => [`stem/${basename(name, '.mjs')}.js`, `stem/${name}`])),
};

const OPTIONS = {
  outdir: theme,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  banner: { js: '// Made from src/search/client in casebook’s repository, where it can be read.' },
  write: false,
};

/** The text of each script, by its name. */
export async function bundled() {
  const made = await build({
    ...OPTIONS,
    entryPoints: Object.entries(SCRIPTS).map(([name, source]) => ({ in: sources + source, out: name.replace(/\.js$/, '') })),
    // Loaded by those who need them, from the folder of the script that does.
    external: ['./search.js', './search-many.js'],
    // Visitors don't pay for what explains the scores.
    define: { 'globalThis.explained': 'undefined' },
  });
  return Object.fromEntries(made.outputFiles.map(({ path, text }) => [relative(theme, path), text]));
}

/** The script inside the program. */
export const program = fileURLToPath(new URL('../../src/search/program.js', import.meta.url));

/** Its text. */
export async function bundledProgram() {
  const made = await build({ ...OPTIONS, entryPoints: [`${sources}program.mjs`] });
  return made.outputFiles[0].text;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, text] of Object.entries(await bundled())) {
    mkdirSync(dirname(theme + name), { recursive: true });
    writeFileSync(theme + name, text);
  }
  writeFileSync(program, await bundledProgram());
}
