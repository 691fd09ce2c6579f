// The pages on what the probes see: each opened as a person does, with one thing done on each.
// Where a node has nothing to show (no program was moved, say), the list's own text is enough.
import { until } from './console.mjs';

const RULES = 'alert tcp any any -> any 502 (msg:"e2e"; content:"|00 00|"; sid:1999001; rev:1;)\nalert tcp any any -> any 502 (msg:"no sid";)\n';

export async function watch(person) {
  for (const look of [probeHealth, protocols, programs, files, review, engineered, maintenance, ruleSets]) {
    await look(person).catch((error) => {
      throw new Error(`${look.name}: ${error.message}`);
    });
    await person.calm();
  }
}

const first = (person, start) => person.page.locator(`main a[href^="${start}"]`).first();

async function probeHealth(person) {
  await person.nav('nav.probes');
  await first(person, '/probes/').click();
  await person.see(person.text('health.protocols'));
  await person.page.waitForTimeout(600);
  await person.shot('40-probe-health');
  await person.page.locator('.ant-segmented-item').first().click();
  await person.see(person.text('health.hours', { value: 1 }));
}

async function protocols(person) {
  await person.nav('nav.protocols');
  await person.see(person.text('protocols.by_risk'));
  await first(person, '/protocols/').waitFor();
  await person.page.waitForTimeout(600);
  await person.page.locator('main button[aria-expanded]').first().click();
  await person.see(person.text('observation.risk'));
  await person.shot('41-protocols');
  await first(person, '/protocols/').click();
  await person.see(person.text('protocols.source'));
  await person.page.getByLabel(person.text('protocols.find'), { exact: true }).fill('read');
  await person.page.waitForTimeout(600);
  await person.shot('42-protocol');
}

/** A list shows its empty text while it loads, too: waits until it has come. */
async function settled(person) {
  await person.page.locator('.list-foot').first().waitFor();
  await person.page.waitForTimeout(300);
  await until(async () => (await person.page.locator('main .ant-spin-spinning').count()) === 0, 'the list to load', 15_000);
}

/** A list with rows, or with the text that it shows without. */
async function filled(person, start) {
  await settled(person);
  return (await person.page.locator(`main td a[href^="${start}"]`).count()) > 0;
}

async function programs(person) {
  await person.nav('nav.programs');
  const some = await filled(person, '/programs/');
  await person.shot('43-programs');
  if (!some) return;
  await first(person, '/programs/').click();
  await person.see(person.text('programs.history'));
  await person.shot('44-program');
  const compare = person.page.getByRole('button', { name: person.text('programs.compare'), exact: true });
  if (await compare.isDisabled()) return;
  await compare.click();
  await person.page.getByRole('region', { name: person.text('diff.bytes') }).waitFor();
  await person.shot('45-difference');
  await person.page.getByText(person.text('diff.all'), { exact: true }).click();
  await person.page.locator('.hex-fold').first().waitFor({ state: 'detached' });
}

async function files(person) {
  await person.nav('nav.programs');
  await person.page.getByRole('tab', { name: person.text('files.title'), exact: true }).click();
  await settled(person);
  await person.shot('46-files');
  const name = person.page.locator('main tbody .ant-btn-link').first();
  if ((await name.count()) === 0) return;
  await name.click();
  await person.see('SM3');
  await person.shot('47-file');
  await person.page.keyboard.press('Escape');
}

async function review(person) {
  await person.nav('nav.review');
  await settled(person);
  await person.shot('48-review');
  const accept = person.page.getByRole('button', { name: person.text('review.accept'), exact: true });
  if ((await accept.count()) > 0) {
    const before = await accept.count();
    await accept.first().click();
    await person.page.getByLabel(person.text('review.reason'), { exact: true }).fill('Planned by the process engineer / 工艺人员已确认');
    await person.shot('49-accept');
    await person.page.getByRole('dialog').locator('button[type=submit]').click();
    await until(async () => (await accept.count()) < before, 'the accepted deviation to leave the list');
  }
  await person.page.getByRole('tab', { name: person.text('review.allowed'), exact: true }).click();
  const [saved] = await Promise.all([person.page.waitForEvent('download'), person.press('baseline.export')]);
  if (saved.suggestedFilename() !== 'baseline.rules') throw new Error(`downloaded ${saved.suggestedFilename()}`);
  await person.shot('50-allow-list');
}

async function engineered(person) {
  await person.nav('nav.review');
  await person.page.getByRole('tab', { name: person.text('engineered.title'), exact: true }).click();
  await settled(person);
  await person.shot('50-engineered');
}

async function maintenance(person) {
  await person.nav('nav.review');
  await person.page.getByRole('tab', { name: person.text('maintenance.title'), exact: true }).click();
  await person.press('maintenance.add');
  const reason = `Valve test ${Date.now().toString(36)}`;
  await person.page.getByLabel(person.text('maintenance.reason'), { exact: true }).fill(reason);
  await person.shot('51-maintenance-new');
  await person.page.getByRole('dialog').locator('button[type=submit]').click();
  const row = await person.row(reason);
  await person.page.getByRole('dialog').waitFor({ state: 'hidden' });
  await person.shot('52-maintenance');
  await row.getByRole('button').click();
  await person.page.locator('.ant-popconfirm-buttons .ant-btn-primary').last().click();
  await row.getByText(person.text('maintenance_state.withdrawn')).waitFor();
}

async function ruleSets(person) {
  await person.nav('nav.rule_sets');
  await person.page.locator('.list-foot').first().waitFor();
  await person.shot('53-rule-sets');
  await person.press('rules.add');
  const name = `e2e ${Date.now().toString(36)}`;
  await person.page.getByLabel(person.text('rules.name'), { exact: true }).fill(name);
  await person.page.getByLabel(person.text('rules.text'), { exact: true }).fill(RULES);
  await person.press('rules.check');
  await person.see(person.text('rules.some_failed', { total: 2, compiled: 1, failed: 1 }));
  await person.page.getByRole('button', { name: person.text('rules.show_line', { line: 2 }), exact: true }).click();
  await person.shot('54-compile-report');
  await person.press('action.save');
  const row = await person.row(name);
  await row.getByRole('switch').click();
  await row.getByText(person.text('policies.off')).waitFor();
  await row.getByRole('button', { name: person.text('rules.remove') }).click();
  await person.page.locator('.ant-popconfirm-buttons .ant-btn-primary').last().click();
  await row.waitFor({ state: 'detached' });
}
