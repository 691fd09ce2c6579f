// The closed loop by hand: hazards, letters to many, the course of a notice in all its branches, the
// inbox, tasks down the tree, sharing, deliveries. Against running nodes every step; against the mock
// those that need no second organisation.
import { readFileSync } from 'node:fs';
import { Console } from './console.mjs';
import * as course from './loop/course.mjs';
import { looks as lookAround } from './loop/looks.mjs';
import * as hazards from './loop/hazards.mjs';
import * as letters from './loop/letters.mjs';
import * as sharing from './loop/sharing.mjs';
import * as work from './loop/work.mjs';
import { tenantOf } from './steps.mjs';

/** (who, node, role, which of that role) */
const PEOPLE = [
  ['officer', 'enterprise', 'enterprise_officer', 0],
  ['regulator', 'provincial', 'provincial_regulator', 0],
  ['ministry', 'national', 'ministry_operator', 0],
  ['admin', 'provincial', 'node_administrator', 0],
];
/** People that only running nodes have: a second one beside each, and another enterprise. */
const MORE = [
  ['duty', 'enterprise', 'enterprise_officer', 1],
  ['second', 'provincial', 'provincial_regulator', 2],
  ['other', 'provincial', 'enterprise_officer', 0],
];

/** Whether the nodes are running ones: the mock has no second officer. */
async function areReal(browser, urls, language, shots) {
  const visitor = await Console.open(browser, urls.enterprise, language, shots);
  const { accounts } = await visitor.get('/welcome');
  await visitor.page.context().close();
  return accounts.filter((account) => account.role === 'enterprise_officer').length > 1;
}

/**
 * Runs the steps in order; a failed one does not end the others, which begin at the navigation.
 * `LOOP_STEPS`, a regular expression over their names, runs some of them.
 */
export async function loop(browser, urls, language, shots, tell) {
  const at = `${shots}/loop`;
  const real = await areReal(browser, urls, language, at);
  const people = {};
  for (const [who, node, role, nth] of real ? [...PEOPLE, ...MORE] : PEOPLE) {
    people[who] = await Console.open(browser, urls[node], language, at);
    await people[who].signIn(role, nth);
    people[who].quick = true;
  }
  const wanted = new RegExp(process.env.LOOP_STEPS ?? '');
  const steps = { ...firstSteps(people, real), ...(real ? moreSteps(people) : {}), ...lastSteps(people) };
  for (const [name, run] of Object.entries(steps).filter(([name]) => wanted.test(name))) {
    const failure = await run().then(() => undefined, (error) => error);
    tell(name, failure?.message);
    if (failure) await Promise.all(Object.entries(people).map(([who, one]) => one.shot(`failed-${name.slice(0, 24).replace(/\W+/g, '-')}-${who}`).catch(() => undefined)));
    for (const one of Object.values(people)) await closeDialogs(one);
  }
  await Promise.all(Object.values(people).map((one) => one.page.context().close()));
}

async function closeDialogs(person) {
  for (let tries = 0; tries < 3 && (await person.page.locator('.ant-modal-wrap:visible, .ant-drawer-open').count()) > 0; tries += 1) {
    await person.page.keyboard.press('Escape');
    await person.page.waitForTimeout(300);
  }
}

/** What steps found and others go on with. */
const found = {};

function firstSteps({ officer, regulator }, real) {
  return {
    'officer opens a hazard from a finding and sees it on the board': () => hazards.hazard(officer),
    'officer opens a hazard of a vulnerability with conditions for the machine': async () => {
      found.hazard = await hazards.vulnerability(officer);
    },
    ...(real ? { 'the machine looks at it; the officer plans, hands in evidence, closes': () => hazards.rectify(officer, found.hazard) } : {}),
    'the board groups by state, filters, lists and draws': () => hazards.board(officer),
    'regulator composes for many by rule, excludes one by hand, issues': async () => {
      found.number = await letters.compose(regulator, officer);
    },
    'officer finds it in the inbox by keyboard, opens it, signs for it': () => course.inbox(officer, found.number),
    'the board of the circular knows that it was read and signed for': () => letters.circular(regulator, found.number),
    'officer asks for more time; regulator grants it': () => course.extension(officer, regulator, found.number),
    'officer plans, replies, is sent back, replies with evidence; regulator closes': async () => {
      found.closed = await course.close(officer, regulator, found.number);
    },
  };
}

/** Steps that need a second person, another enterprise or the tier above. */
function moreSteps({ officer, duty, other, regulator, second, ministry }) {
  const nameOf = async (person, of) => (await person.get('/tenants?limit=200')).items.find((tenant) => tenant.path === of).name;
  const letter = async (title, key) => {
    found[key] = await letters.letterTo(regulator, title, [await nameOf(regulator, await tenantOf(officer))]);
  };
  return {
    'the notice and its receipt come out as official paper, docx and pdf': () => letters.papers(officer, found.number, isPaper),
    'a draw for a second look marks what was closed': () => hazards.sampling(regulator, found.closed),
    'regulator reopens; it counts as reopened': async () => course.reopen(regulator, found.number, await tenantOf(officer)),
    'ministry supervises it, regulator urges; both parties see it': () => course.supervise(ministry, regulator, officer, found.number),
    'officer disputes and is refused, asks to transfer; the other enterprise gets its own letter': async () => {
      await letter('A device of others / 关于某设备风险的通报', 'disputed');
      await course.transfer(officer, regulator, other, found.disputed);
    },
    'a letter whose series needs two people waits for the second': async () => {
      found.draft = await letters.draft(regulator, officer);
    },
    'the second person sends it back, then approves; it is issued': async () => {
      found.warning = await letters.review(regulator, second, found.draft);
    },
    'ministry tells the province, the province forwards; the ministry sees counts': async () => {
      found.forwarded = await letters.forward(ministry, regulator, officer);
    },
    'many are signed for at once from the inbox': () => work.batch(officer, [found.warning, found.forwarded]),
    'a deputy acts on behalf of the officer': () => work.deputy(officer, duty, found.warning),
    'regulator corrects what was issued; the recipient sees the old one withdrawn': async () => {
      const next = await letters.correct(regulator, found.forwarded);
      await letters.corrected(officer, found.forwarded, next);
      found.correction = next;
    },
    'regulator withdraws a circular': () => letters.withdraw(regulator, officer, found.correction),
    'the ministry dispatches a task, the province splits it; counts go up the tree': () => work.tree(ministry, regulator, officer),
    'a group is joined; a policy reaches it; the simulator says why': () => sharing.group(officer, other),
    'the authority asks for consent; it is granted and withdrawn': () => sharing.consent(regulator, officer),
    'what was reported is sighted, then revoked everywhere': () => sharing.object(officer, regulator),
  };
}

function lastSteps(people) {
  const { officer, regulator, ministry, admin } = people;
  return {
    ...(people.second ? {} : mockSteps(people)),
    'things are given to a person; a deputy is named': () => work.assign(officer),
    'regulator dispatches a task, the officer signs for it, the regulator urges': () => work.task(regulator, officer),
    'ministry sees figures and not content': () => hazards.figures(ministry),
    'officer shares by groups and tiers; the simulator says who gets what': () => sharing.looks(officer),
    'deliveries tell what became of each record': () => sharing.deliveries(regulator),
    'the scorecard counts nodes and says who needs a hand': () => sharing.scorecard(admin),
    'the administrator changes the key of the node; its neighbour learns of it': () => sharing.nodeKey(admin, ministry),
    'dark, and narrow': () => lookAround(officer),
    'no error in any browser': async () => {
      const errors = Object.values(people).flatMap((one) => one.errors);
      if (errors.length > 0) throw new Error(errors.slice(0, 5).join(' | '));
    },
  };
}

/** What the mock can do of the steps of running nodes. */
function mockSteps({ officer, regulator }) {
  return {
    'regulator reopens; it counts as reopened': async () => course.reopen(regulator, found.number, await tenantOf(officer)),
    'a letter whose series needs two people waits for the second': () => letters.draft(regulator, officer),
    'regulator corrects what was issued': () => letters.correct(regulator, found.number),
  };
}

/** Throws where a file is not of its kind. */
function isPaper(path, format) {
  const start = readFileSync(path).subarray(0, 4).toString('latin1');
  if (start !== (format === 'pdf' ? '%PDF' : 'PK\u0003\u0004')) throw new Error(`${path} is no ${format}`);
}
