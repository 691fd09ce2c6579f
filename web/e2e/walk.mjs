// Every procedure of packs/ that is not walked by hand: begun, handed in, turned back once, handed in
// again, verified and archived by clicks; what is answered are the packs' own worked examples, saved
// through the API because the typing is tested elsewhere. Packs are found, not named; each language
// walks every other one.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JSON_SCHEMA, load } from 'js-yaml';
import { until } from './console.mjs';
import { begin, press, verify } from './filing.mjs';
import { choose } from './steps.mjs';

const PACKS = fileURLToPath(new URL('../../packs/', import.meta.url));
const yaml = (...path) => load(readFileSync(join(PACKS, ...path), 'utf8'), { schema: JSON_SCHEMA });

/** The worked example of a procedure whose last step ends it. */
function example(procedure) {
  const { states } = yaml(procedure, 'procedure.yaml');
  const ends = (one) => states.some((state) => state.terminal && state.id === one.run?.at(-1)?.expect?.state);
  const found = readdirSync(join(PACKS, procedure, 'examples')).map((file) => yaml(procedure, 'examples', file)).find(ends);
  if (!found) throw new Error(`${procedure} has no worked example that goes to the end`);
  return found;
}

/** Walks of the procedures that are not among `known`; this language's half of them. */
export function others(known, language) {
  const all = readdirSync(PACKS).filter((pack) => existsSync(join(PACKS, pack, 'procedure.yaml')) && !known.includes(pack));
  const mine = all.sort().filter((_, at) => at % 2 === (language === 'zh' ? 0 : 1));
  return mine.map((procedure) => ({ procedure, walk: (people) => walk(people, procedure) }));
}

/** The first person whose organisation may begin a procedure. */
async function applicant(people, procedure) {
  for (const person of Object.values(people)) {
    const { items = [] } = await person.get('/procedures');
    if (items.some((row) => row.id === procedure)) return person;
  }
  throw new Error('nobody may begin it');
}

/** Whoever is a party of a filing, once as many steps have come there. */
function party(people, id, name, steps) {
  return until(async () => {
    for (const person of Object.values(people)) {
      const detail = await person.get(`/filings/${id}`);
      if (detail.party === name && detail.steps.length >= steps) return { person, detail };
    }
    return undefined;
  }, `the filing at ${name}`);
}

async function answer(person, id, form, answers) {
  const { definition, revisions } = await person.get(`/filings/${id}/forms/${form}`);
  for (const section of definition.sections) {
    const own = Object.fromEntries(section.fields.filter((field) => field.id in answers).map((field) => [field.id, answers[field.id]]));
    await person.put(`/filings/${id}/forms/${form}/sections/${section.id}`, { answers: own, revision: revisions[section.id] ?? 0 });
  }
}

/** Opens a form as it is filled, and sees that nothing is missing. */
async function look(person, id, form, name) {
  await person.open(`/filings/${id}/forms/${form}`);
  await person.page.locator('.fill-main').waitFor();
  await person.see(person.text('fill.complete'));
  await person.calm();
  await person.shot(name);
}

async function step(people, procedure, given, id, planned, taken) {
  const { person, detail } = await party(people, id, planned.party, taken);
  for (const { form, writable } of detail.forms) {
    if (!writable || !given.answers[form]) continue;
    await answer(person, id, form, given.answers[form]);
    const offered = detail.actions.find((one) => one.action === planned.action);
    if (offered?.forms.includes(form)) await look(person, id, form, `70-${procedure}-${form}`);
  }
  const offered = detail.actions.find((one) => one.action === planned.action);
  if (offered?.obstacles.some((one) => one.code === 'procedure.verdict_missing')) {
    for (const { form, judgeable } of detail.forms) if (judgeable) await verify(person, id, form);
  }
  await press(person, id, planned.action, planned.text || undefined);
}

/** Somebody turns the filing back to where its last step can be taken again, if anybody may. */
async function turnBack(people, id, last, taken) {
  for (const person of Object.values(people)) {
    const known = await person.get(`/filings/${id}`);
    if (!known.party || known.party === last.party) continue;
    const { detail } = await party(people, id, known.party, taken).catch(() => ({ detail: known }));
    const pack = await person.get(`/packs/${detail.procedure.replace('@', '/')}`);
    const again = (to) => pack.machine.transitions.some((one) => one.from === to && one.action === last.action && one.party === last.party);
    const back = detail.actions.find((one) => one.to !== detail.state && one.requires.join() === 'text' && again(one.to));
    if (!back) continue;
    await press(person, id, back.action);
    return true;
  }
  return false;
}

async function walk(people, procedure) {
  const began = Date.now();
  const given = example(procedure);
  const first = await applicant(people, procedure);
  const id = await begin(first, procedure);
  let [taken, returned] = [0, false];
  for (const planned of given.run.filter((one) => !one.refused)) {
    const doing = async (what, act) => act().catch((error) => {
      throw new Error(`${planned.party} ${what}: ${error.message}`);
    });
    await doing(planned.action, () => step(people, procedure, given, id, planned, taken));
    taken += 1;
    if (!returned && (await doing('turned back', () => turnBack(people, id, planned, taken)))) {
      returned = true;
      taken += 1;
      await doing(`${planned.action} again`, () => step(people, procedure, given, id, planned, taken));
      taken += 1;
    }
  }
  const { parties } = await first.get(`/filings/${id}`);
  for (const one of parties) {
    const { person } = await party(people, id, one.party, 0);
    await until(async () => (await person.get(`/filings/${id}`)).terminal, `${one.party} to see the end`);
  }
  await first.open(`/filings/${id}`);
  await first.see(first.text('filing.history'));
  await first.calm();
  await first.shot(`71-${procedure}-end`);
  console.log(`     ${procedure}: ${taken} steps by hand in ${((Date.now() - began) / 1000).toFixed(0)} s${returned ? '' : ', nobody may turn it back'}`);
}

/** A verification that its authority hands on, takes back and hands on again, as the pack's example goes; all who read the filing are told in whose hands it is. */
export async function handedOn(people) {
  const procedure = 'grading-industrial';
  const given = yaml(procedure, 'examples', 'delegated.yaml');
  const { officer } = people;
  const row = (await officer.get('/procedures')).items.find((one) => one.id === procedure);
  const delegate = row.parties.find((one) => one.party === 'delegate');
  const label = officer.language === 'zh' ? delegate.title.zh : delegate.title.en;
  const mine = (await people.communications.get('/session')).tenant;
  const { tenant, name } = delegate.choices.find((choice) => choice.tenant === mine);
  const id = await begin(officer, procedure, (dialog) => choose(officer, label, name, dialog));
  let taken = 0;
  for (const planned of given.run.filter((one) => !one.refused)) {
    await step(people, procedure, given, id, planned, taken).catch((error) => {
      throw new Error(`${planned.party} ${planned.action}: ${error.message}`);
    });
    taken += 1;
    if (planned.action !== 'delegate') continue;
    const { parties } = await officer.get(`/filings/${id}`);
    if (parties.find((one) => one.party === 'delegate')?.tenant !== tenant) throw new Error('another delegate than was chosen');
    const { person } = await party(people, id, 'delegate', taken);
    await person.open(`/filings/${id}`);
    await person.see(person.text('filing.in_hand_until'));
    await person.calm();
    await person.shot(`72-handed-${taken}`);
  }
  const state = given.run.at(-1).expect.state;
  await until(async () => (await officer.get(`/filings/${id}`)).state === state, 'the enterprise to see it verified');
  await officer.open(`/filings/${id}`);
  await officer.calm();
  await officer.shot('72-handed-end');
}
