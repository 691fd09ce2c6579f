// The desks around filings: duties and their calendar, papers that come back (filled or sealed),
// packs brought in, compared and published, sampling, the radar. Against the nodes, by hand.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from './console.mjs';
import { begin } from './filing.mjs';
import { zip } from './zip.mjs';

const PACKS = fileURLToPath(new URL('../../packs/', import.meta.url));

export const desks = {
  'duties stand in the calendar, and its feed opens': duties,
  'a filled docx is read back, and taken after a look': (people) => readBack(people, 'data-catalogue', 'docx'),
  'a filled xlsx is read back, and taken after a look': (people) => readBack(people, 'data-catalogue', 'xlsx'),
  'a sealed paper finds the export it was printed from': sealed,
  'a pack with faults is refused, each fault with a way out': faulty,
  'next year’s pack is brought in, compared and published': publish,
  'a sample is drawn again by its seed': sampling,
  'the radar shows what deserves a look': radar,
  'the inbox says what waits, and what rests on an example': inbox,
};

async function duties({ officer }) {
  await officer.nav('nav.obligations');
  await officer.page.locator('.duty').first().waitFor();
  await officer.calm();
  await officer.shot('80-duties');
  await officer.press('obligations.feed');
  const address = (await officer.page.locator('.secret').innerText()).trim();
  await officer.shot('80-feed');
  const calendar = await fetch(address);
  const text = await calendar.text();
  if (!calendar.ok || !text.startsWith('BEGIN:VCALENDAR') || !text.includes('BEGIN:VEVENT')) throw new Error(`no calendar: ${calendar.status} ${text.slice(0, 80)}`);
  await officer.page.keyboard.press('Escape');
}

/** Presses the making of a paper; gives the file. */
async function make(person, id, format) {
  await person.open(`/filings/${id}`);
  const detail = await person.get(`/filings/${id}`);
  const document = detail.documents.find((one) => one.formats.includes(format));
  const name = person.language === 'zh' ? document.title.zh : document.title.en;
  const [saved] = await Promise.all([person.page.waitForEvent('download'), person.press('papers.make', { name, format })]);
  return { file: { name: saved.suggestedFilename(), mimeType: 'application/octet-stream', buffer: readFileSync(await saved.path()) }, document };
}

async function readBack({ officer }, procedure, format) {
  const id = await begin(officer, procedure);
  const form = (await officer.get(`/filings/${id}`)).forms.find((one) => one.writable).form;
  const field = 'department';
  const before = await officer.get(`/filings/${id}/forms/${form}`);
  const section = before.definition.sections.find((one) => one.fields.some((known) => known.id === field));
  const own = Object.fromEntries(section.fields.filter((one) => before.answers[one.id] !== undefined).map((one) => [one.id, before.answers[one.id]]));
  const write = async (value) => {
    const { revisions } = await officer.get(`/filings/${id}/forms/${form}`);
    await officer.put(`/filings/${id}/forms/${form}/sections/${section.id}`, { answers: { ...own, [field]: value }, revision: revisions[section.id] ?? 0 });
  };
  await write('数据安全办公室（纸上）');
  const { file } = await make(officer, id, format);
  await write('另一个部门');
  await officer.open(`/filings/${id}/forms/${form}?section=${section.id}`);
  await officer.press('import.button');
  const dialog = officer.page.getByRole('dialog');
  await dialog.locator('input[type=file]').setInputFiles(file);
  await dialog.getByText('数据安全办公室（纸上）').first().waitFor();
  await officer.calm();
  await officer.shot(`81-import-${format}`);
  await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
  await officer.page.keyboard.press('Control+s');
  await until(async () => (await officer.get(`/filings/${id}/forms/${form}`)).answers[field] === '数据安全办公室（纸上）', 'what the paper says to be saved', 20_000);
}

async function sealed({ officer }) {
  const id = await begin(officer, 'data-catalogue');
  const { file } = await make(officer, id, 'pdf');
  await until(async () => (await officer.get(`/filings/${id}`)).exports.some((one) => one.format === 'pdf'), 'the export');
  await officer.open(`/filings/${id}`);
  const upload = officer.page.locator('input[type=file][accept*="pdf"]');
  await upload.waitFor({ state: 'attached' });
  await upload.setInputFiles({ ...file, name: 'sealed.pdf', mimeType: 'application/pdf' });
  await officer.page.locator('.ant-alert-banner', { hasText: /HH|[0-9A-Z]{4}/ }).first().waitFor();
  await officer.calm();
  await officer.shot('82-sealed');
  const { exports } = await officer.get(`/filings/${id}`);
  if (!exports.some((one) => one.sealed)) throw new Error('no export has its sealed copy');
}

/** The files of a pack's folder, with some of them changed. */
function packed(id, change) {
  const files = {};
  const read = (folder, prefix) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (statSync(path).isDirectory()) read(path, `${prefix}${name}/`);
      else files[`${prefix}${name}`] = readFileSync(path, 'utf8');
    }
  };
  read(join(PACKS, id), '');
  for (const [name, edit] of Object.entries(change)) files[name] = edit(files[name]);
  return { name: `${id}.zip`, mimeType: 'application/zip', buffer: zip(files) };
}

async function bringIn(person, file) {
  await person.nav('nav.packs');
  await person.page.locator('input[type=file]').setInputFiles(file);
  const dialog = person.page.getByRole('dialog');
  await dialog.locator('.verdict').waitFor();
  return dialog;
}

async function faulty({ ministry }) {
  const dialog = await bringIn(ministry, packed('campaign-2026-example', { 'forms/check.yaml': (text) => text.replace('type: item', 'type: itme').replaceAll('in scope', 'in scop'), 'pack.yaml': (text) => text.replace(/version: .*/, 'version: 9.9.9') }));
  const rows = dialog.locator('.ant-table-row');
  await rows.first().waitFor();
  await ministry.shot('83-pack-faults');
  const said = await rows.first().innerText();
  if (/^[a-z]+\.[a-z_]+$/m.test(said)) throw new Error(`a bare code instead of words: ${said}`);
  await dialog.locator('.ant-modal-footer .ant-btn-primary').click();
}

async function publish({ ministry, officer }) {
  const version = `0.${ministry.language === 'zh' ? 8 : 9}.0`;
  const change = { 'pack.yaml': (text) => text.replace(/version: .*/, `version: ${version}`).replace(/effective_from: .*/, 'effective_from: 2099-01-01') };
  const dialog = await bringIn(ministry, packed('campaign-2026-example', change));
  await ministry.shot('84-pack-kept');
  await dialog.locator('.verdict a').click();
  await ministry.page.waitForURL(new RegExp(`/packs/campaign-2026-example/${version}$`));
  await ministry.page.getByRole('link', { name: ministry.text('packs.diff') }).click();
  await ministry.see(ministry.text('packs.evaluated'));
  await ministry.calm();
  await ministry.shot('84-pack-diff');
  await ministry.open(`/packs/campaign-2026-example/${version}`);
  await ministry.press('packs.publish');
  await ministry.page.locator('.ant-popconfirm-buttons .ant-btn-primary').click();
  await ministry.page.getByText(ministry.text('pack_state.pending'), { exact: true }).first().waitFor();
  await ministry.calm();
  await ministry.shot('84-pack-published');
  await until(async () => (await officer.get('/packs')).items.some((row) => row.id === 'campaign-2026-example' && row.version === version), 'the pack at the enterprise');
}

async function sampling({ regulator }) {
  await regulator.nav('nav.filings');
  await regulator.page.getByRole('tab', { name: regulator.text('sampling.title'), exact: true }).click();
  const { page } = regulator;
  const draw = async (seed) => {
    if (seed) await page.getByLabel(regulator.text('sampling.seed')).fill(seed);
    await regulator.press('sampling.draw');
    await page.getByTestId('seed').waitFor();
    await regulator.calm();
    return { seed: await page.getByTestId('seed').innerText(), drawn: await page.locator('.ant-table-row td:nth-child(2) a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))) };
  };
  await page.getByLabel(regulator.text('filings.procedure')).click();
  await page.keyboard.type(regulator.language === 'zh' ? '分类分级' : 'grading');
  await page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option').first().click();
  const first = await draw();
  await regulator.shot('85-sampling');
  const again = await draw(first.seed);
  if (first.drawn.length === 0 || JSON.stringify(first) !== JSON.stringify(again)) throw new Error(`not the same sample: ${JSON.stringify([first, again])}`);
}

async function radar({ regulator }) {
  await regulator.nav('nav.filings');
  await regulator.page.getByRole('tab', { name: regulator.text('signs.title'), exact: true }).click();
  await regulator.page.locator('.list-foot').first().waitFor();
  await until(async () => (await regulator.total()) > 0, 'a sign');
  await regulator.calm();
  await regulator.shot('86-radar');
  await regulator.page.locator('main td a[href^="/filings/"]').first().click();
  await regulator.see(regulator.text('filing.history'));
  await regulator.calm();
}

async function inbox({ regulator }) {
  await regulator.nav('nav.inbox');
  await regulator.page.locator('.list-foot').first().waitFor();
  await regulator.calm();
  await regulator.shot('87-inbox');
  const { items } = await regulator.get('/inbox?kind=filing');
  const shown = await regulator.page.locator('.ant-table-row .example-badge').count();
  if (items.some((row) => row.example) && shown === 0) throw new Error('no row says that it rests on an example');
}
