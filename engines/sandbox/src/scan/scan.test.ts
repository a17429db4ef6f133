import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { scanCode } from './scan.ts';
import { MAX_FINDINGS, MAX_SCAN_BYTES } from './verdict.ts';

const FIXTURES = new URL('fixtures/', import.meta.url);
const python = (code: string) => scanCode('python', code);
const javascript = (code: string) => scanCode('javascript', code);
const rulesOf = async (code: string, language: 'python' | 'javascript' = 'python') =>
  (await scanCode(language, code)).findings.map(({ rule }) => rule).sort();

/** The rules that comments at the end of lines name, as "12 B602". */
function expected(code: string): string[] {
  return code.split('\n').flatMap((line, index) => {
    const named = /# ((?:[AB]\d{3} ?)+)$/.exec(line)?.[1] ?? '';
    return named
      .split(' ')
      .filter(Boolean)
      .map((rule) => `${index + 1} ${rule}`);
  });
}

suite('each line of the corpus meets the rules that it names, and no others', () => {
  for (const name of readdirSync(FIXTURES)) {
    test(name, async () => {
      const code = readFileSync(new URL(name, FIXTURES), 'utf8');
      const { verdict, findings } = await scanCode('python', code, { maxFindings: 1000 });
      assert.deepEqual(findings.map(({ line, rule }) => `${line} ${rule}`).sort(), expected(code).sort());
      assert.equal(verdict, findings.length > 0 ? 'findings' : 'clean');
    });
  }
});

test('a finding has its place, its severity and a reason', async () => {
  const { verdict, findings } = await python('import os\nx = 1; os.system("ls " + x)');
  assert.equal(verdict, 'findings');
  assert.deepEqual(findings, [
    {
      rule: 'B605',
      severity: 'high',
      confidence: 'high',
      line: 2,
      column: 8,
      reason: 'A shell is started with a command that is put together: os.system',
    },
  ]);
});

test('aliases lead to what they stand for, however they were given', async () => {
  for (const code of [
    'import os as o\no.system(x)',
    'from os import system\nsystem(x)',
    'from os import system as s\ns(x)',
    'import os\ns = os.system\ns(x)',
    'def f():\n    import os as o\n    return o.system(x)',
    'import os\n(os.system)(x)',
  ])
    assert.deepEqual(await rulesOf(code), ['B605'], code);
  assert.deepEqual(await rulesOf('import mine as os\nos.system(x)'), []);
  assert.deepEqual(await rulesOf('system(x)'), []);
});

test('a comment does not silence a rule', async () => {
  assert.deepEqual(await rulesOf('exec(x)  # nosec'), ['B102']);
});

test('code that does not parse is unscannable, and the line is told', async () => {
  for (const [code, line] of [
    ['def f(:\n  x', 1],
    ['x = 1\ny = (', 2],
    ['print "python 2"', 1],
    ['exec "x"', 1],
  ] as const) {
    const { verdict, reason, findings } = await python(code);
    assert.equal(verdict, 'unscannable', code);
    assert.match(reason ?? '', new RegExp(`line ${line}`), code);
    assert.deepEqual(findings, []);
  }
  assert.equal((await javascript('const = ;')).verdict, 'unscannable');
});

test('empty code is clean', async () => {
  assert.equal((await python('')).verdict, 'clean');
  assert.equal((await javascript('')).verdict, 'clean');
});

test('too much code, code that takes too long and code that is nested too deeply are unscannable', async () => {
  assert.match((await python('#'.repeat(MAX_SCAN_BYTES + 1))).reason ?? '', /bytes/);
  let ticks = 0;
  const late = await scanCode('python', 'x = 1\n'.repeat(500), { now: () => ticks++ * 10 });
  assert.equal(late.verdict, 'unscannable');
  const deep = await python(`x = ${'('.repeat(3000)}1${')'.repeat(3000)}`);
  assert.equal(deep.verdict, 'unscannable');
});

test('of many findings the severe ones stay, and that there were more is told', async () => {
  const code = `import os\n${'assert x\n'.repeat(MAX_FINDINGS + 50)}os.system(x)`;
  const { findings, truncated } = await python(code);
  assert.equal(findings.length, MAX_FINDINGS);
  assert.equal(truncated, true);
  assert.equal(findings.at(-1)?.rule, 'B605');
});

test('text that turns its direction is told in both languages', async () => {
  assert.deepEqual(await rulesOf('x = "\u202e"'), ['B613']);
  assert.deepEqual(await rulesOf('const x = "\u2066";', 'javascript'), ['B613']);
});

test('rules of later versions of Bandit are known', async () => {
  assert.deepEqual(await rulesOf('import requests\nrequests.get(x)'), ['B113']);
  assert.deepEqual(await rulesOf('import tarfile\ntarfile.open(x).extractall()'), ['B202']);
  assert.deepEqual(await rulesOf('import tarfile\ntarfile.open(x).extractall(filter="data")'), []);
  assert.deepEqual(await rulesOf('import torch\ntorch.load(x)'), ['B614']);
  assert.deepEqual(await rulesOf('import pandas as pd\npd.read_pickle(x)'), ['B301']);
});

const SCRIPTS: [code: string, rules: string[]][] = [
  ['console.log([1, 2].map((n) => n * 2))', []],
  ['import fs from "node:fs"; fs.writeFileSync("out.txt", "x")', []],
  ['eval(code)', ['J101']],
  ['new Function("return 1")()', ['J101']],
  ['setTimeout("alert(1)", 5)', ['J101']],
  ['setTimeout(() => 1, 5)', []],
  ['import vm from "node:vm"; vm.runInNewContext(code)', ['J101', 'J101']],
  ['const { execFile } = require("child_process")', ['J102']],
  ['const cp = await import("node:child_process")', ['J102']],
  ['require("child" + "_process")', ['J103']],
  ['await import(name)', ['J103']],
  ['process.binding("spawn_sync")', ['J104']],
  ['fetch("https://x")', ['J105']],
  ['import net from "node:net"', ['J105']],
  ['[].constructor.constructor("return process")()', ['J106']],
  ['x["constructor"]["constructor"]("y")', ['J106']],
  ['eval(atob("MQ=="))', ['J101']],
  ['String.fromCharCode(101, 118, 97, 108)', ['J107']],
  ['const password = "hunter2"', ['J108']],
  ['const password = ask()', []],
  ['fs.readFileSync("/etc/shadow")', ['J109']],
];
for (const [code, rules] of SCRIPTS) {
  test(`JavaScript: ${code} meets ${rules.join(' ') || 'no rule'}`, async () => {
    assert.deepEqual(await rulesOf(code, 'javascript'), rules);
  });
}

test('what is decoded before it runs is severe', async () => {
  const [finding] = (await javascript('eval(Buffer.from("MQ==", "base64").toString())')).findings;
  assert.equal(finding?.severity, 'high');
});
