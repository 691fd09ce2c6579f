// Answers as JSON values: comparing them, telling an empty one, and showing one as words.
import type { Answers, CodeList, Evidence, Field, Form, Section, Text, Value } from '../api/filing';

export interface ItemAnswer {
  answer?: string;
  note?: string;
  evidence?: Evidence[];
}
export type Row = Record<string, Value>;

/** The four verdicts, in the order of their keys 1 to 4. */
export const VERDICTS = ['met', 'partly', 'unmet', 'not_applicable'] as const;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether nothing was answered. */
export function isEmpty(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every((inner) => isEmpty(inner as Value));
}

/** Whether two answers say the same; an absent answer is an empty one. */
export function same(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => same(one, b[at]));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key] as Value, b[key] as Value));
}

/** The answers of one section. */
export function sectionAnswers(section: Section, answers: Answers): Answers {
  return Object.fromEntries(section.fields.filter((field) => field.type !== 'computed' && answers[field.id] !== undefined).map((field) => [field.id, answers[field.id]!]));
}

/** Every field of a form by id, with its section. */
export function fieldIndex(form: Form): Map<string, { field: Field; section: Section }> {
  return new Map(form.sections.flatMap((section) => section.fields.map((field) => [field.id, { field, section }] as const)));
}

/** The field that a path like `cases[2].name` leads to, and the row it stands in. */
export function fieldOf(path: string): { field: string; row?: number; column?: string } {
  const match = /^([^[]+)\[(\d+)\](?:\.(.+))?$/.exec(path);
  return match ? { field: match[1]!, row: Number(match[2]), column: match[3] } : { field: path };
}

export interface Words {
  title: (text: Text | null | undefined) => string;
  /** Word of an item's answer or verdict. */
  verdict: (code: string) => string;
  yes: string;
  no: string;
}

function codeTitle(field: Field, codes: readonly CodeList[], code: string, words: Words): string {
  const known = codes.find((list) => list.id === field.codes)?.codes.find((one) => one.code === code);
  return known ? words.title(known.title) : code;
}

function choiceWords(field: Field, codes: readonly CodeList[], value: Value, words: Words): string {
  if (!isObject(value)) return codeTitle(field, codes, String(value), words);
  const name = codeTitle(field, codes, String(value.code ?? ''), words);
  return value.text ? `${name}（${String(value.text)}）` : name;
}

/** An answer in words; empty for none. Rows of a table are counted by their first words. */
export function inWords(field: Field, value: Value | undefined, codes: readonly CodeList[], words: Words): string {
  if (isEmpty(value)) return '';
  const given = value as Exclude<Value, null>;
  switch (field.type) {
    case 'boolean':
    case 'pledge':
      return given === true ? words.yes : words.no;
    case 'choice':
      return choiceWords(field, codes, given, words);
    case 'choices':
      return Array.isArray(given) ? given.map((one) => choiceWords(field, codes, one, words)).join('、') : String(given);
    case 'attachments':
      return files(given).map((file) => file.name).join('、');
    case 'item':
      return itemWords(given, words);
    case 'table':
      return Array.isArray(given) ? given.map((row) => rowWords(field, row, codes, words)).join('\n') : '';
    default:
      return typeof given === 'object' ? JSON.stringify(given) : `${String(given)}${field.unit ? ` ${words.title(field.unit)}` : ''}`;
  }
}

function itemWords(value: Value, words: Words): string {
  const { answer, note } = item(value);
  return [answer ? words.verdict(answer) : '', note ?? ''].filter(Boolean).join(' · ');
}

function rowWords(field: Field, row: Value, codes: readonly CodeList[], words: Words): string {
  if (!isObject(row)) return String(row);
  return (field.fields ?? []).map((column) => inWords(column, row[column.id] as Value, codes, words)).filter(Boolean).join(' | ');
}

/** The files of an attachments answer. */
export function files(value: Value | undefined): Evidence[] {
  return Array.isArray(value) ? (value.filter(isObject) as unknown as Evidence[]) : [];
}

/** The parts of an item's answer. */
export function item(value: Value | undefined): ItemAnswer {
  return isObject(value) ? (value as ItemAnswer) : {};
}

/** The rows of a table's answer. */
export function rows(value: Value | undefined): Row[] {
  return Array.isArray(value) ? (value.map((row) => (isObject(row) ? row : {})) as Row[]) : [];
}

/** Files that came with any answer, an item's evidence too. */
export function evidenceOf(field: Field, value: Value | undefined): Evidence[] {
  if (field.type === 'attachments') return files(value);
  return field.type === 'item' ? (item(value).evidence ?? []) : [];
}
