// Client types from the committed OpenAPI document. `--check` fails when they are stale.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL('../../crates/api/openapi.json', import.meta.url);
const target = new URL('../src/api/schema.gen.ts', import.meta.url);
const check = process.argv.includes('--check');

if (!existsSync(source)) {
  console.error(`codegen: ${fileURLToPath(source)} is missing; write it first: cargo xtask codegen`);
  process.exit(1);
}
const head = '// Generated from crates/api/openapi.json by `npm run codegen`. Do not edit.\n\n';
const text = head + astToString(await openapiTS(source, { alphabetize: true }));
if (!check) {
  writeFileSync(target, text);
  console.log('codegen: wrote src/api/schema.gen.ts');
} else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
  console.error('codegen: src/api/schema.gen.ts is stale; run `npm run codegen` and commit it');
  process.exit(1);
} else {
  console.log('codegen: src/api/schema.gen.ts is current');
}
