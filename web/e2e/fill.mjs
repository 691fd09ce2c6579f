// Fills forms of any pack as a person does: by what the form shows, question by question, until the
// node has nothing more to object to.
import { until } from './console.mjs';

const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n');
const WORDS = '按照管理办法的要求，本单位已建立制度、明确责任并按计划落实，相关记录齐全，可供核查。';
const RIGHT = { credit_code: '91320000MA1MK3LY5C', phone: '025-84000000', email: 'security@example.cn', date: '2024-06-18', year: '2024', integer: '3', number: '3' };

/** The answers of a form and what the node says of them. */
const look = (person, filing, form) => person.get(`/filings/${filing}/forms/${form}`);

function text(field) {
  if (RIGHT[field.type]) return RIGHT[field.type];
  if (field.type === 'text') return (field.title.zh + '（示例）').slice(0, field.max_chars ?? 60);
  const least = field.min_chars ?? 0;
  return WORDS.repeat(Math.max(1, Math.ceil(least / WORDS.length))).slice(0, field.max_chars ?? 2000);
}

/** The first code, or the one that is asked for; never the one that wants words besides. */
function codeOf(field, codes, wanted) {
  const list = codes.find((one) => one.id === field.codes)?.codes ?? [];
  return list.find((one) => one.code === wanted) ?? list.find((one) => one.code !== field.other);
}

const title = (person, one) => (person.language === 'zh' ? one.title.zh : one.title.en);

async function choose(person, place, label) {
  const group = place.locator('.ant-radio-group, .ant-checkbox-group');
  if (await group.count()) {
    const option = group.getByText(label, { exact: true }).first();
    return option.click();
  }
  await place.locator('.ant-select').first().click();
  await person.page.keyboard.type(label.split(' / ').at(-1).slice(0, 12));
  await person.page.locator('.ant-select-dropdown:not(.ant-select-dropdown-hidden) .ant-select-item-option', { hasText: label.split(' / ').at(-1) }).first().click();
  await person.page.keyboard.press('Escape');
  return undefined;
}

function cell(column, codes, wanted) {
  if (wanted !== undefined) return String(wanted);
  if (column.type === 'choice' || column.type === 'choices') return codeOf(column, codes)?.code ?? '';
  if (column.type === 'boolean') return '是';
  return text(column).replaceAll(/[\t\n]/g, ' ');
}

/** Pastes one row, as from a spreadsheet. */
async function paste(place, field, codes, wanted = [{}]) {
  const sheet = wanted.map((row) => field.fields.map((column) => (column.type === 'computed' || column.type === 'attachments' ? '' : cell(column, codes, row[column.id]))).join('\t')).join('\n');
  await place.locator('.grid').evaluate((grid, data) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', data);
    grid.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, `${sheet}\n`);
}

async function attach(place, name) {
  await place.locator('input[type=file]').first().setInputFiles({ name, mimeType: 'application/pdf', buffer: Buffer.concat([PDF, Buffer.from(`% ${name} ${Date.now()}\n`)]) });
  await place.getByText(name).first().waitFor();
  const day = place.locator('input[type=date]');
  if (await day.count()) await day.last().fill('2024-06-18');
}

/** Answers one question. */
async function answer(person, field, codes, wanted) {
  const place = person.page.locator(`[data-field="${field.id}"]`);
  await place.scrollIntoViewIfNeeded();
  const control = person.page.locator(`[id="f-${field.id}"]`);
  switch (field.type) {
    case 'choice':
    case 'choices':
      return choose(person, place, title(person, codeOf(field, codes, wanted)));
    case 'boolean':
      return choose(person, place, person.text(wanted === false ? 'fill.no' : 'fill.yes'));
    case 'pledge':
      return place.locator('input[type=checkbox]').check();
    case 'item':
      await choose(person, place, person.text(`verdict.${wanted ?? 'met'}`));
      return place.locator('textarea').first().fill(WORDS);
    case 'table':
      return paste(place, field, codes, wanted);
    case 'attachments':
      return attach(place, `${field.id}.pdf`);
    case 'date':
      await control.fill(wanted ?? text(field));
      return control.press('Enter');
    default:
      await control.fill(String(wanted ?? text(field)));
      return control.blur();
  }
}

const blank = (value) => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0) || (typeof value === 'object' && !Array.isArray(value) && !value.answer && !value.code);

async function saved(person) {
  await person.page.keyboard.press('Control+s');
  await person.page.locator('[data-save=saved]').waitFor();
}

/** One round: every question of every section that is asked, open, and needed or wanted. */
async function round(person, filing, form, wanted) {
  const { definition, codes } = await look(person, filing, form);
  for (const section of definition.sections) {
    const view = await look(person, filing, form);
    if (!view.evaluation.sections[section.id]?.visible) continue;
    const open = section.fields.filter((field) => {
      const state = view.evaluation.fields[field.id] ?? {};
      return field.type !== 'computed' && !state.hidden && (blank(view.answers[field.id]) || state.remarks?.some((remark) => !remark.warning)) && (state.required || field.id in wanted);
    });
    if (open.length === 0) continue;
    await person.page.getByRole('navigation', { name: person.text('fill.sections') }).getByRole('button', { name: title(person, section) }).click();
    for (const field of open) {
      await answer(person, field, codes, wanted[field.id]).catch((error) => {
        throw new Error(`${form}.${field.id} (${field.type}): ${error.message.split('\n')[0]}`);
      });
    }
    await saved(person);
  }
}

/** Fills a form until it is complete: answers open further questions, so a few rounds. */
export async function fill(person, filing, form, wanted = {}) {
  for (let rounds = 0; rounds < 4; rounds += 1) {
    if ((await look(person, filing, form)).evaluation.complete) return;
    await round(person, filing, form, wanted);
  }
  const { evaluation } = await until(async () => look(person, filing, form), 'the form', 5_000);
  if (evaluation.complete) return;
  const wrong = Object.entries(evaluation.fields).flatMap(([id, state]) => (state.remarks ?? []).filter((remark) => !remark.warning && !state.hidden).map((remark) => `${id}: ${remark.code}`));
  throw new Error(`${form} is not complete: ${[...wrong, ...evaluation.remarks.map((remark) => remark.code)].slice(0, 8).join(', ')}`);
}
