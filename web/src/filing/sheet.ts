// Rows pasted from a spreadsheet: text with tabs and line breaks, cells in quotes where they hold
// either. Codes may be pasted as codes or as their titles in either language.
import type { CodeList, Field, Value } from '../api/filing';
import type { Row } from './values';

/** Cells of a pasted text, as Excel, WPS and LibreOffice put it on the clipboard. */
export function cells(text: string): string[][] {
  const out: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const c = text[at]!;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === '\t' || c === '\n') {
      row.push(cell);
      cell = '';
      if (c === '\n') {
        out.push(row);
        row = [];
      }
    } else if (c !== '\r') cell += c;
  }
  if (cell !== '' || row.length > 0) out.push([...row, cell]);
  return out;
}

function codeOf(field: Field, codes: readonly CodeList[], text: string): string {
  const list = codes.find((one) => one.id === field.codes)?.codes ?? [];
  return list.find((one) => one.code === text || one.title.zh === text || one.title.en.toLowerCase() === text.toLowerCase())?.code ?? text;
}

function day(text: string): string {
  const match = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(text);
  return match ? `${match[1]}-${match[2]!.padStart(2, '0')}-${match[3]!.padStart(2, '0')}` : text;
}

function number(text: string): Value {
  const plain = text.replaceAll(/[,，\s]/g, '');
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : text;
}

const YES = ['是', '√', '✓', 'yes', 'y', 'true', '1'];

/** A pasted cell as an answer; what cannot be read stays as it was typed, for the server to object to. */
export function readCell(field: Field, codes: readonly CodeList[], typed: string): Value {
  const text = typed.trim();
  if (text === '') return null;
  if (field.type === 'integer' || field.type === 'number' || field.type === 'year') return number(text);
  if (field.type === 'date') return day(text);
  if (field.type === 'boolean') return YES.includes(text.toLowerCase());
  if (field.type === 'choice') return codeOf(field, codes, text);
  if (field.type === 'choices') return text.split(/[、,，;；]/).map((one) => codeOf(field, codes, one.trim())).filter(Boolean);
  return text;
}

/** Puts pasted cells into rows, from a row and column on; rows are added as needed, up to `most`. */
export function pasteRows(columns: readonly Field[], codes: readonly CodeList[], rows: readonly Row[], at: { row: number; column: number }, text: string, most = Infinity): Row[] {
  const out = [...rows];
  cells(text).forEach((line, index) => {
    const target = at.row + index;
    if (target >= most) return;
    while (out.length <= target) out.push({});
    const read = line.flatMap((cell, offset) => {
      const column = columns[at.column + offset];
      return column && column.type !== 'computed' && column.type !== 'attachments' ? [[column.id, readCell(column, codes, cell)] as const] : [];
    });
    out[target] = { ...out[target], ...Object.fromEntries(read) };
  });
  return out;
}
