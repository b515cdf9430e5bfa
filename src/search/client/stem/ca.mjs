// The stemmer for Catalan: Snowball's (https://snowballstem.org/algorithms/catalan/stemmer.html), as the crate
// snowball_stemmers_rs 1.0.1 does it.
//
// A word comes folded, without accents and apostrophes, so endings such as -ció and -ència are never found.

import { each, endings, first, inside, regions } from './regions.mjs';

const inR1 = inside('r1');

const pronouns = endings({ 'vos se nos us li lo los me sela selo selas selos le la las les ens ho hi': inR1 });

const nouns = endings({
  ['able ables adora adors adura aire al all alla als amen ament aments ana ancia ancies ant ants ar ari aris '
  + 'assa asses assos atge atiu atius ativa atives ativitat ativitats ats bilitat bilitats ble bles cions dor '
  + 'dora doras dores dors dur dures egar ejar ell ella ells enc enca encia encies ent ents era eres eria eries '
  + 'ers esa esc eses esos essa et eta ets fer formes ialisme ialismes ialista ialistes ible ibles ici icis icte '
  + 'ictes idores idors ient ificar il ima imes ims ina ines inia inies ionisme ionista ionistes ions isam '
  + 'isament isme ismes issa issem isseu issos ista iste istes ita itar itat itats ites itzar ius iva ives ivisme '
  + 'ivitat ivitats ls ment ments nces or ora ores ors osa oses osos ot ota otes ots sfera tori toris triu trius '
  + 'ud uds uts']: inR1,
  'acions ada ades': inside('r2'),
  'logia logies logi logis': inside('r2', 'log'),
  'ic ica ics iques': inside('r2', 'ic'),
});

const verbs = endings({
  ['aba abais aban abas ad ada adas ades ado ador adora adores adors ados am amos ams an ant ar ara arais aran '
  + 'aras arem aremos aren ares areu aria arian arien aries aron as ase aseis asen ases ass assen asses asseu '
  + 'assim assin assis assiu aste asteis at atges ats au ava avem aven aves dre ed eix eixen eixer eixes eixi '
  + 'eixin eixis eixo em en ent ents er erass erau eremos eren eresseu es esca esquen esques esqui esquin esquis '
  + 'ess essen esses esseu essim essin essis ia id ida idas ides ido idos ids ie ien iendo iera ierais ieran '
  + 'ieras ieron ies iese ieseis iesen ieses ieu iguem igueu ii imos in ineu ini inin inis int io ir ira iran '
  + 'irem iremos iren ires ireu iria irien iries isc isca isin isis isquen issen isses issim issin issis issiu '
  + 'iste isteis it its itz itza itzeu itzi itzis itzo ix ixa ixen ixes ixo ques re sin sis tzar uda udes ut']: inR1,
  ando: inside('r2'),
});

const others = endings({ 'os a o e eu iu is i ir s itz it': inR1, iqu: inside('r1', 'ic') });

const steps = each(pronouns, first(nouns, verbs), others);

export default function stem(word) {
  return steps(word, regions(word, 'aeiou'));
}
