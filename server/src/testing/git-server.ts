import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const BACKEND = '/usr/lib/git-core/git-http-backend';

export interface GitServer extends AsyncDisposable {
  port: number;
  /** What was asked, as "GET /shop.git/info/refs?service=git-upload-pack". */
  asked: string[];
  /** Who asks has to send this as `authorization`, if it is set. */
  wants: { authorization: string | null };
  /** Requests that begin with a path are led to another. */
  moved: Map<string, string>;
  /** Adds a commit to shop.git; a null takes the file away. */
  commit(files: Record<string, string | null>, message: string, branch?: string): Promise<string>;
}

/** Git's own HTTP backend in front of a repository with a few commits, a branch, a tag and a link. */
export async function gitServer(): Promise<GitServer> {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-git-server-'));
  const work = join(folder, 'work');
  const bare = join(folder, 'shop.git');
  const env = {
    ...{ PATH: '/usr/bin:/bin', HOME: folder, GIT_CONFIG_NOSYSTEM: '1' },
    ...{ GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.org' },
    ...{ GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@example.org' },
  };
  const git = async (...args: string[]) => (await run('git', args, { cwd: work, env })).stdout.trim();
  await run('git', ['init', '--quiet', '--initial-branch=main', work], { env });
  await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare], { env });
  await git('remote', 'add', 'origin', bare);

  async function commit(files: Record<string, string | null>, message: string, branch = 'main') {
    for (const [name, text] of Object.entries(files)) {
      if (text === null) await git('rm', '--quiet', name);
      else {
        mkdirSync(dirname(join(work, name)), { recursive: true });
        writeFileSync(join(work, name), text);
      }
    }
    await git('add', '--all');
    await git('commit', '--quiet', '--message', message);
    await git('push', '--quiet', 'origin', `HEAD:${branch}`);
    return git('rev-parse', 'HEAD');
  }

  const asked: string[] = [];
  const wants: GitServer['wants'] = { authorization: null };
  const moved = new Map<string, string>();
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (wants.authorization !== null && request.headers.authorization !== wants.authorization)
      return void response.writeHead(401, { 'www-authenticate': 'Basic realm="shop"' }).end();
    const from = [...moved.keys()].find((path) => request.url?.startsWith(path));
    if (from === undefined) return backend(folder, request, response);
    const location = `${moved.get(from)}${request.url?.slice(from.length)}`;
    response.writeHead(301, { location }).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  await commit({ 'README.md': '# Shop\n', 'src.txt': 'one\n' }, 'Begin');
  symlinkSync('/etc/passwd', join(work, 'link'));
  await commit({ 'src.txt': 'one\ntwo\n' }, 'Add two');
  await git('tag', 'v1');
  await git('push', '--quiet', 'origin', 'v1');
  return {
    port: (server.address() as AddressInfo).port,
    ...{ asked, wants, moved, commit },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** CGI, as Apache would speak it. */
function backend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const header = (name: string) => String(request.headers[name] ?? '');
  const child = spawn(BACKEND, {
    env: {
      ...{ PATH: '/usr/bin:/bin', GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: '1', PATH_INFO: path },
      ...{ QUERY_STRING: query, REQUEST_METHOD: request.method ?? '', REMOTE_ADDR: '127.0.0.1' },
      ...{ CONTENT_TYPE: header('content-type'), HTTP_CONTENT_ENCODING: header('content-encoding') },
      ...{ GIT_PROTOCOL: header('git-protocol'), CONTENT_LENGTH: header('content-length') },
      ...{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' },
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  for (const stream of [child.stdin, child.stdout, response]) stream.on('error', () => undefined);
  request.pipe(child.stdin);
  let head = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const lines = head.subarray(0, end).toString('latin1').split('\r\n');
    const headers = Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2)));
    const status = Number.parseInt(headers['Status'] ?? '200', 10);
    response.writeHead(status, headers);
    response.write(head.subarray(end + 4));
  });
  child.stdout.on('end', () => response.end());
}
