// Starts `huhang demo` in a temporary folder and drives the whole chain through its consoles, in
// both languages: node e2e/demo.mjs BINARY [--shots DIR] [--only chain|loop|filings|courses|handed|walks|desks] [--lang zh|en]
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setTimeout as rest } from 'node:timers/promises';
import { pictures } from './console.mjs';
import { run } from './run.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { shots: { type: 'string' }, only: { type: 'string' }, lang: { type: 'string' } } });
const [binary] = positionals;
if (!binary) {
  console.error('usage: node e2e/demo.mjs BINARY [--shots DIR]');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'huhang-e2e-'));
const port = 20000 + (process.pid % 20000);
const demo = spawn(binary, ['demo', '--data', join(folder, 'demo'), '--port', String(port), '--pace', '0', '--no-open'], {
  stdio: ['ignore', 'inherit', 'inherit'],
});
let ended = false;
demo.on('exit', () => {
  ended = true;
});

/** Asks until there is an answer, for at most two minutes and as long as the demo lives. */
async function until(ask, what) {
  for (let tries = 0; tries < 240 && !ended; tries += 1) {
    const answer = await ask().catch(() => undefined);
    if (answer) return answer;
    await rest(500);
  }
  throw new Error(`the demo did not come as far as this: ${what}`);
}

async function json(url, init) {
  const response = await fetch(url, init);
  return response.ok ? { response, body: await response.json() } : undefined;
}

/** Waits until the three nodes answer and the replayed capture has led to the attack's findings. */
async function ready() {
  const places = { national: port, provincial: port + 1, enterprise: port + 2 };
  const urls = Object.fromEntries(Object.entries(places).map(([place, at]) => [place, `http://127.0.0.1:${at}`]));
  const officer = await until(async () => {
    const answers = await Promise.all(Object.values(urls).map((url) => json(`${url}/api/v1/welcome`)));
    return answers.every(Boolean) && answers[2].body.accounts.find((account) => account.role === 'enterprise_officer');
  }, 'three nodes with their accounts');
  const { login, password } = officer;
  const signedIn = await until(
    () => json(`${urls.enterprise}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ login, password }) }),
    'the officer signed in',
  );
  const cookie = signedIn.response.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ');
  const found = (rule) => json(`${urls.enterprise}/api/v1/findings?rule=${rule}`, { headers: { cookie } });
  await until(async () => (await found('s7.program_download'))?.body.total > 0, 'a finding of the program download');
  return urls;
}

let code = 1;
pictures.wanted = Boolean(values.shots);
try {
  const urls = await ready();
  const total = { passed: 0, failed: 0 };
  for (const language of values.lang ? [values.lang] : ['zh', 'en']) {
    const shots = join(values.shots ?? join(folder, 'shots'), language);
    const { passed, failed } = await run(urls, language, shots, values.only);
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  code = total.failed > 0 ? 1 : 0;
} catch (error) {
  console.error(error);
} finally {
  demo.kill('SIGTERM');
  for (let tries = 0; tries < 100 && !ended; tries += 1) await rest(100);
  rmSync(folder, { recursive: true, force: true });
}
process.exit(code);
