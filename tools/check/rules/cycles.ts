import { resolveImport } from '../places.ts';
import type { Project, Rule } from '../project.ts';

/** Files that import each other in a ring, by types too. Each ring is named once. */
export const cycles: Rule = (project) => {
  const rings = ringsOf(graphOf(project));
  return {
    findings: rings.map((ring) => ({
      path: ring[0]!,
      line: 1,
      message: `Import cycle: ${[...ring, ring[0]].join(' -> ')}`,
    })),
  };
};

type Graph = Map<string, string[]>;

function graphOf({ files }: Project): Graph {
  const paths = new Set(files.map((file) => file.path));
  return new Map(
    files.map((file) => {
      const targets = file.imports.map(({ specifier }) => resolveImport(file.path, specifier));
      return [file.path, targets.filter((target) => target !== undefined && paths.has(target)) as string[]];
    }),
  );
}

/** Depth-first search; an edge back into the open path closes a ring. */
function ringsOf(graph: Graph): string[][] {
  const rings = new Map<string, string[]>();
  const done = new Set<string>();
  const open: string[] = [];
  const visit = (path: string) => {
    const at = open.indexOf(path);
    if (at !== -1) {
      const ring = open.slice(at);
      rings.set(ring.toSorted().join('\n'), ring);
    }
    if (at !== -1 || done.has(path)) return;
    open.push(path);
    for (const target of graph.get(path) ?? []) visit(target);
    open.pop();
    done.add(path);
  };
  for (const path of graph.keys()) visit(path);
  return [...rings.values()];
}
