import { describePlace, isContract, type Place, placeOf, resolveImport, samePlace } from '../places.ts';
import type { Rule, SourceFile } from '../project.ts';
import type { Import } from '../syntax.ts';

/** Lower may not import higher, nor one of its own height. */
const HEIGHTS: Record<string, number> = {
  problem: 0,
  runtime: 0,
  language: 0,
  db: 1,
  http: 2,
  rpc: 3,
  identity: 10,
  'data-protection': 20,
  access: 20,
  storage: 20,
  files: 25,
  runs: 28,
  approvals: 29,
  budgets: 29,
  models: 30,
  tools: 30,
  knowledge: 30,
  collaboration: 30,
  sources: 35,
  agents: 40,
  quality: 45,
  workflows: 50,
  chat: 60,
};

/** They subscribe to events; only the composition root knows them. They see the foundation. */
const SUBSCRIBERS = ['audit', 'observability'];
const FOUNDATION_HEIGHT = 25;

/** Pure, so that the editor of the web app can check a definition while it is written. */
const WORKFLOW_LANGUAGE = 'engines/orchestrator/src/workflow.ts';

/** What a contract may import besides other contracts. */
const CONTRACT_PACKAGES = ['zod', '@hono/zod-openapi'];

/** main -> app -> slices -> {http, db, engines}; slices only downward; engines know nobody. */
export const directions: Rule = ({ files }) => ({
  findings: files
    .filter((file) => !file.isTest)
    .flatMap((file) =>
      file.imports.flatMap((imported) => {
        const message = faultOf(file, imported);
        return message ? [{ path: file.path, line: imported.line, message }] : [];
      }),
    ),
});

function faultOf(file: SourceFile, imported: Import): string | undefined {
  const target = resolveImport(file.path, imported.specifier);
  if (!target) return outsideFault(file.path, imported);
  const from = placeOf(file.path);
  const to = placeOf(target);
  if (from.kind === 'web' && to.kind === 'web') return featureFault(file.path, target);
  if (samePlace(from, to)) return rootFault(file.path, target);
  if (isAllowed(from, to, target, imported)) return undefined;
  return `Wrong direction: ${describePlace(from)} imports ${imported.specifier} of ${describePlace(to)}`;
}

function isAllowed(from: Place, to: Place, target: string, { typeOnly }: Import): boolean {
  switch (from.kind) {
    case 'slice':
      return to.kind === 'engine' || (to.kind === 'slice' && isDownward(from.name, to.name));
    case 'server':
      return to.kind === 'slice' || to.kind === 'engine';
    case 'web':
      if (target === WORKFLOW_LANGUAGE) return true;
      return to.kind === 'slice' && isContract(target) && (typeOnly || target.endsWith('/fold.ts'));
    case 'cli':
      return (
        to.kind === 'engine' || isContract(target) || target === 'server/src/index.ts' || isLauncher(target)
      );
    case 'engine':
      return false;
    default:
      return true;
  }
}

function isDownward(from: string, to: string): boolean {
  if (SUBSCRIBERS.includes(to)) return false;
  if (SUBSCRIBERS.includes(from)) return (HEIGHTS[to] ?? 0) <= FOUNDATION_HEIGHT;
  return (HEIGHTS[from] ?? -1) > (HEIGHTS[to] ?? Number.POSITIVE_INFINITY);
}

/** The command line's launcher shares the few lines that find Node. */
function isLauncher(target: string): boolean {
  return target.startsWith('tools/start/lib/');
}

/** Among the files of the server's root: main.ts imports app.ts, never the other way round. */
function rootFault(path: string, target: string): string | undefined {
  if (placeOf(path).kind !== 'server' || !target.endsWith('/main.ts')) return undefined;
  return `Wrong direction: ${path} imports main.ts`;
}

/** A feature of the web app uses ui and lib, never another feature. */
function featureFault(path: string, target: string): string | undefined {
  const featureOf = (place: string) => /^web\/src\/features\/([^/]+)\//.exec(place)?.[1];
  const [from, to] = [featureOf(path), featureOf(target)];
  if (to && from && from !== to) return `Wrong direction: feature ${from} imports feature ${to}`;
  const isBase = /^web\/src\/(?:ui|lib)\//.test(path);
  const isAbove = /^web\/src\/(?:features|app)\//.test(target);
  return isBase && isAbove ? `Wrong direction: ${path} imports ${target}` : undefined;
}

function outsideFault(path: string, { specifier }: Import): string | undefined {
  if (!isContract(path) || CONTRACT_PACKAGES.includes(specifier)) return undefined;
  return `A contract imports ${specifier}, wanted only ${CONTRACT_PACKAGES.join(', ')} and other contracts`;
}

/** Slices that have no place in the order yet. */
export const unplacedSlices: Rule = ({ files }) => {
  const known = [...Object.keys(HEIGHTS), ...SUBSCRIBERS];
  const first = new Map<string, string>();
  for (const { path } of files) {
    const place = placeOf(path);
    if (place.kind === 'slice' && !known.includes(place.name) && !first.has(place.name)) {
      first.set(place.name, path);
    }
  }
  return {
    findings: [...first].map(([name, path]) => ({
      path,
      line: 1,
      message: `Slice ${name} has no place in the order: add it to HEIGHTS in tools/check/rules/directions.ts`,
    })),
  };
};
