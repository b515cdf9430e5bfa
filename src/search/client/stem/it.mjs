// The stemmer for Italian: Snowball's (https://snowballstem.org/algorithms/italian/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it.
//
// A word comes folded, without accents, so endings such as -ità are never found. Capital I and U are consonants, such
// as the u in qu.

import { BEFORE_RV, each, endings, first, inside, marked, regions } from './regions.mjs';

// A pronoun after an infinitive or a gerund, such as lo in farlo.
const pronouns = endings({
  ['ci gli la le li lo mi ne si ti vi sene gliela gliele glieli glielo gliene mela mele meli melo mene '
  + 'tela tele teli telo tene cela cele celi celo cene vela vele veli velo vene']: (rest, places) => {
    if (/[ae]ndo$/.test(rest.slice(places.rv))) return rest;
    if (/[aei]r$/.test(rest.slice(places.rv))) return `${rest  }e`;
  },
});

const inR2 = inside('r2');
const tryInR2 = (key, rule) => each(endings({ [key]: inside('r2', rule) }));

const standard = endings({
  ['anza anze ico ici ica ice iche ichi ismo ismi abile abili ibile ibili ista iste isti oso osi osa ose mente '
  + 'atrice atrici ante anti']: inR2,
  'azione azioni atore atori': inside('r2', tryInR2('ic')),
  'logia logie': inside('r2', 'log'),
  'uzione uzioni usione usioni': inside('r2', 'u'),
  'enza enze': inside('r2', 'ente'),
  'amento amenti imento imenti': inside('rv'),
  amente: inside('r1', each(endings({ iv: inside('r2', tryInR2('at')), 'os ic abil': inR2 }))),
  'ivo ivi iva ive': inside('r2', tryInR2('at', tryInR2('ic'))),
});

const verbs = endings({
  ['ammo ando ano are arono asse assero assi assimo ata ate ati ato ava avamo avano avate avi avo emmo enda ende endi '
  + 'endo erai eranno ere erebbe erebbero erei eremmo eremo ereste eresti erete erono essero ete eva evamo evano evate '
  + 'evi evo iamo immo irai iranno ire irebbe irebbero irei iremmo iremo ireste iresti irete irono isca iscano isce '
  + 'isci isco iscono issero ita ite iti ito iva ivamo ivano ivate ivi ivo ono uta ute uti uto ar ir']: '',
}, 'rv');

const vowels = endings({ 'a e i o': inside('rv', each(endings({ i: inside('rv') }))) });
const chOrGh = (word, { rv }) => (/[cg]h$/.test(word.slice(rv)) ? word.slice(0, -1) : word);

const steps = each(pronouns, first(standard, verbs), vowels, chOrGh);

export default function stem(folded) {
  const word = marked(folded, /qu|[aeiou][iu](?=[aeiou])/g);
  const rv = /^divan/.test(word) ? /^divan/ : BEFORE_RV;
  return steps(word, regions(word, 'aeiou', rv)).toLowerCase();
}
