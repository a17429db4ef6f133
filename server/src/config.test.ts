import assert from 'node:assert/strict';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { configKeys, readConfig } from './config.ts';

const invalid = (env: NodeJS.ProcessEnv, ...lines: RegExp[]) =>
  assert.throws(
    () => readConfig(env),
    (error: Error & { code: string; fix: string }) => {
      assert.equal(error.code, 'config_invalid');
      assert.ok(error.fix);
      for (const line of lines) assert.match(error.message, line);
      return true;
    },
  );

test('an empty environment is a whole configuration', () => {
  const config = readConfig({});
  assert.equal(config.port, 9000);
  assert.equal(config.host, '127.0.0.1');
  assert.equal(config.dataFolder, resolve('data'));
  assert.equal(config.databaseUrl, `sqlite:${join(resolve('data'), 'agenticgen.db')}`);
  assert.equal(config.owner, null);
  assert.match(config.version, /^\d+\.\d+\.\d+/);
});

test('an empty variable counts as none', () => {
  assert.deepEqual(readConfig({ PORT: '', DATABASE_URL: '', AGENTICGEN_ADMIN_EMAIL: '' }), readConfig({}));
});

test('everything that is kept stands in DATA_DIR, unless it is told elsewhere', () => {
  const config = readConfig({ DATA_DIR: '/srv/agenticgen', LOG_FILE: '/var/log/agenticgen.log' });
  assert.equal(config.secretKeyFile, '/srv/agenticgen/secret.key');
  assert.equal(config.logFile, '/var/log/agenticgen.log');
});

test('the configuration is frozen', () => {
  assert.ok(Object.isFrozen(readConfig({})));
});

test('the owner comes from address and password together, the address in small letters', () => {
  const env = { AGENTICGEN_ADMIN_EMAIL: 'Owner@Example.org', AGENTICGEN_ADMIN_PASSWORD: 'long enough' };
  assert.deepEqual(readConfig(env).owner, { email: 'owner@example.org', password: 'long enough' });
  invalid({ AGENTICGEN_ADMIN_EMAIL: 'owner@example.org' }, /go together/);
  invalid({ AGENTICGEN_ADMIN_PASSWORD: 'long enough' }, /go together/);
});

test('every problem is told at once, and no value with it', () => {
  const env = {
    PORT: '70000',
    DATABASE_URL: 'oracle://scott:tiger@db',
    AGENTICGEN_ADMIN_EMAIL: 'nobody',
    AGENTICGEN_ADMIN_PASSWORD: 'tiger',
    LOG_LEVEL: 'loud',
    STORAGE_URL: 's3://bucket',
  };
  invalid(env, ...Object.keys(env).map((name) => new RegExp(`^ {2}${name}: `, 'm')));
  assert.throws(
    () => readConfig(env),
    ({ message }: Error) => !/tiger|70000|nobody|loud|bucket/.test(message),
  );
});

test('ports at the edge are taken, and none beyond it', () => {
  assert.equal(readConfig({ PORT: '0' }).port, 0);
  assert.equal(readConfig({ PORT: '65535' }).port, 65_535);
  for (const PORT of ['-1', '65536', '80.5', 'http', '0x1F90x']) invalid({ PORT }, /PORT: /);
});

test('what later versions bring is refused, not ignored', () => {
  for (const name of ['REDIS_URL', 'STORAGE_URL', 'DATABASE_REPLICA_URLS']) {
    invalid({ [name]: 'x' }, new RegExp(`${name}: this version does not support it yet`));
  }
});

test('a sandbox that is split off needs a token on both sides, and only its role is known yet', () => {
  invalid({ ROLES: 'sandbox' }, /SANDBOX_TOKEN: is needed by ROLES=sandbox/);
  invalid({ SANDBOX_URL: 'http://sandbox:8084' }, /SANDBOX_TOKEN: is needed by SANDBOX_URL/);
  invalid({ SANDBOX_URL: 'ftp://sandbox', SANDBOX_TOKEN: 'x'.repeat(16) }, /SANDBOX_URL/);
  invalid({ ROLES: 'api' }, /ROLES/);
  invalid({ ROLES: 'sandbox', SANDBOX_TOKEN: 'short' }, /SANDBOX_TOKEN/);
  const token = 'a token that is long enough';
  const { role, sandbox } = readConfig({ ROLES: 'sandbox', SANDBOX_TOKEN: token, SANDBOX_PORT: '0' });
  assert.deepEqual([role, sandbox.port, sandbox.token, sandbox.remote], ['sandbox', 0, token, null]);
  const { sandbox: remote } = readConfig({ SANDBOX_URL: 'http://sandbox:8084', SANDBOX_TOKEN: token });
  assert.deepEqual(remote.remote, { url: 'http://sandbox:8084', token });
});

test('a search that is split off needs a token on both sides too', () => {
  invalid({ ROLES: 'search' }, /SEARCH_TOKEN: is needed by ROLES=search/);
  invalid({ SEARCH_URL: 'http://search:8083' }, /SEARCH_TOKEN: is needed by SEARCH_URL/);
  invalid({ SEARCH_URL: 'ftp://search', SEARCH_TOKEN: 'x'.repeat(16) }, /SEARCH_URL/);
  invalid({ ROLES: 'search', SEARCH_TOKEN: 'short' }, /SEARCH_TOKEN/);
  const token = 'a token that is long enough';
  const { role, search } = readConfig({ ROLES: 'search', SEARCH_TOKEN: token });
  assert.deepEqual([role, search.port, search.token, search.remote], ['search', 8083, token, null]);
  const { search: remote } = readConfig({ SEARCH_URL: 'http://search:8083', SEARCH_TOKEN: token });
  assert.deepEqual(remote.remote, { url: 'http://search:8083', token });
});

test('each key is described', () => {
  const keys = configKeys();
  assert.ok(keys.some(({ name }) => name === 'PORT'));
  for (const { name, description } of keys) assert.ok(description.length > 5, name);
  assert.equal(keys.find(({ name }) => name === 'PORT')?.default, 9000);
});

test('by default nothing is capped, agents have pools, and a process gives what its machine has', () => {
  const { caps, capacity, pools, shares } = readConfig({}).scheduling;
  assert.deepEqual([caps, shares], [{}, {}]);
  assert.deepEqual(pools, { 'agent:*': { min: 4, max: 32 } });
  assert.ok(capacity.cpu! >= 1 && capacity.memoryMb! > 100);
  assert.equal(capacity.gpu, undefined);
});

test('caps, capacity, pools and shares come from lists of names and numbers', () => {
  const { caps, capacity, pools, shares } = readConfig({
    RUNS_PER_WORKSPACE: '50',
    RUNS_PER_AGENT: '8',
    RUNS_PER_MODEL: '0',
    CAPACITY: 'cpu=2.5, gpu=0,tokensPerMinute=90000',
    POOLS: 'agent:*=1-16,code=0-4',
    WORKSPACE_SHARES: 'one=2,two=0.5',
  }).scheduling;
  assert.deepEqual(caps, { 'scope:*': 50, 'agent:*': 8 });
  const { cpu, gpu, tokensPerMinute, memoryMb } = capacity;
  assert.deepEqual([cpu, gpu, tokensPerMinute], [2.5, 0, 90_000]);
  assert.ok(memoryMb! > 100, 'what is not said is the machine');
  assert.deepEqual(pools, { 'agent:*': { min: 1, max: 16 }, code: { min: 0, max: 4 } });
  assert.deepEqual(shares, { one: 2, two: 0.5 });
});

test('a list that is none is told by its key', () => {
  const wrong = {
    CAPACITY: ['cpu', 'cores=2', 'cpu=-1', 'cpu=x', '=2'],
    POOLS: ['a=4', 'a=4-2', 'a=0-0', 'a=1-100000', '=1-2'],
    WORKSPACE_SHARES: ['w=0', 'w=-1', 'w'],
    RUNS_PER_AGENT: ['-1', '1.5', 'many'],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) invalid({ [name]: value }, new RegExp(`^ {2}${name}: `, 'm'));
  }
});

test('the least isolation is a level by its name, and no other', () => {
  assert.equal(readConfig({}).sandbox.minLevel, 'namespace without cgroups');
  assert.equal(readConfig({ SANDBOX_MIN_LEVEL: 'namespace' }).sandbox.minLevel, 'namespace');
  assert.equal(readConfig({ DATA_DIR: '/d' }).sandbox.packagesFolder, '/d/sandbox-packages');
  const { packagesFolder, packageIndex, advisories } = readConfig({
    SANDBOX_PACKAGES_DIR: '/p',
    SANDBOX_PACKAGE_INDEX: 'https://index.example/simple/',
    SANDBOX_ADVISORIES: '/a.zip',
  }).sandbox;
  assert.deepEqual(
    { packagesFolder, packageIndex, advisories },
    { packagesFolder: '/p', packageIndex: 'https://index.example/simple/', advisories: '/a.zip' },
  );
  assert.throws(() => readConfig({ SANDBOX_PACKAGE_INDEX: 'ftp://x' }), { code: 'config_invalid' });
  invalid({ SANDBOX_MIN_LEVEL: 'docker' }, /^ {2}SANDBOX_MIN_LEVEL: /m);
  invalid({ SANDBOX_DRIVER: 'docker' }, /^ {2}SANDBOX_DRIVER: /m);
  invalid({ SANDBOX_STANDBYS: '-1' }, /^ {2}SANDBOX_STANDBYS: /m);
});

test('the folder of databases that agents query never holds the product’s own', () => {
  assert.equal(readConfig({ DATA_DIR: '/d' }).sqlFiles, '/d/databases');
  assert.equal(readConfig({ DATA_DIR: '/d/e', SQL_FILES: '/d/e-other' }).sqlFiles, '/d/e-other');
  for (const SQL_FILES of ['/d/e', '/d', '/', '/d/e/', '/x/../d'])
    invalid({ DATA_DIR: '/d/e', SQL_FILES }, /^ {2}SQL_FILES: /m);
  invalid({ DATA_DIR: '/d', SQL_FILES: '/q', DATABASE_URL: 'sqlite:/q/own.db' }, /^ {2}SQL_FILES: /m);
});
