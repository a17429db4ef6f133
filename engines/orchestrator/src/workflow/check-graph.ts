import type { Definition, Graph, Node } from './definition.ts';
import { compensators, ERROR, parseSource, portsOf, topologicalOrder } from './graph.ts';
import { MAX_NESTING } from './limits.ts';
import { type Problem, type ProblemCode, problemAt } from './problem.ts';

interface Place {
  path: readonly (string | number)[];
  /** The map and loop nodes around. */
  around: readonly string[];
  /** Their locks. */
  locks: readonly string[];
}

/** Ids, arrows, ports, circles and what can never begin, in the graph and in those inside of it. */
export function checkGraph(definition: Definition): Problem[] {
  return check(definition, { path: [], around: [], locks: [] });
}

function check(graph: Pick<Graph, 'nodes'>, place: Place): Problem[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const problems = graph.nodes.flatMap((node, index) => {
    const at: Place = { ...place, path: [...place.path, 'nodes', index], around: [...place.around, node.id] };
    return [
      ...taken(graph.nodes, index, at),
      ...arrows(node, byId, at),
      ...named(node, byId, at),
      ...complete(node, at),
      ...locked(node, at),
      ...within(node, at),
    ];
  });
  return [...problems, ...circles(graph.nodes, place), ...unreachable(graph.nodes, byId, place)];
}

function within(node: Node, at: Place): Problem[] {
  if (node.type !== 'map' && node.type !== 'loop') return [];
  if (at.around.length > MAX_NESTING) {
    return [
      problem(
        'nesting_too_deep',
        at,
        [],
        `Cannot nest ${node.id}: ${MAX_NESTING} maps and loops inside of each other are the limit`,
      ),
    ];
  }
  const locks = node.lock === undefined ? at.locks : [...at.locks, node.lock];
  return check(node.do, { path: [...at.path, 'do'], around: at.around, locks });
}

function locked({ id, lock }: Node, at: Place): Problem[] {
  if (lock === undefined || !at.locks.includes(lock)) return [];
  const message = `Cannot ever begin ${id}: what is around it holds the lock ${lock}`;
  return [problem('lock_nested', at, ['lock'], message)];
}

function taken(nodes: readonly Node[], index: number, at: Place): Problem[] {
  const { id } = nodes[index]!;
  const first = nodes.findIndex((other) => other.id === id);
  return first === index
    ? []
    : [problem('id_taken', at, ['id'], `Cannot add node ${id}: another node has this id`)];
}

function arrows(node: Node, byId: ReadonlyMap<string, Node>, at: Place): Problem[] {
  const problems = node.after.flatMap((source, index) => {
    const { from, port } = parseSource(source);
    const before = byId.get(from);
    const place = ['after', index];
    if (!before)
      return [
        problem('node_unknown', at, place, `Cannot begin ${node.id} after ${from}: there is no such node`),
      ];
    if (port === ERROR || portsOf(before).includes(port)) return [];
    const ports = [...portsOf(before), ERROR].join(', ');
    return [
      problem(
        'port_unknown',
        at,
        place,
        `Cannot begin ${node.id} after ${source}: ${from} has the ports ${ports}`,
      ),
    ];
  });
  const wanted = typeof node.join === 'number' ? node.join : 1;
  if (node.after.length > 0 && wanted > node.after.length) {
    const message = `Cannot begin ${node.id}: it waits for ${wanted} arrivals of ${node.after.length}`;
    problems.push(problem('join_impossible', at, ['join'], message));
  }
  return problems;
}

/** `cancels` and `compensate`. */
function named(node: Node, byId: ReadonlyMap<string, Node>, at: Place): Problem[] {
  const missing = (key: string, id: string) =>
    byId.has(id)
      ? []
      : [
          problem(
            'node_unknown',
            at,
            [key],
            `Cannot use ${id} in ${key} of ${node.id}: there is no such node`,
          ),
        ];
  const undoing = node.compensate ? byId.get(node.compensate) : undefined;
  const tied = undoing && (undoing.after.length > 0 || undoing.id === node.id);
  return [
    ...(node.cancels ?? []).flatMap((id) => missing('cancels', id)),
    ...(node.compensate ? missing('compensate', node.compensate) : []),
    ...(tied
      ? [
          problem(
            'unreachable',
            at,
            ['compensate'],
            `Cannot undo ${node.id} with ${undoing.id}: a node that undoes comes after nothing`,
          ),
        ]
      : []),
  ];
}

function complete(node: Node, at: Place): Problem[] {
  if (node.type === 'delay' && (node.ms === undefined) === (node.until === undefined)) {
    return [problem('node_incomplete', at, [], `Cannot delay in ${node.id}: one of ms and until is needed`)];
  }
  if (node.type === 'condition' && new Set(portsOf(node)).size !== node.cases.length + 1) {
    return [
      problem(
        'id_taken',
        at,
        ['cases'],
        `Cannot choose in ${node.id}: two cases have the same port, or one is called otherwise`,
      ),
    ];
  }
  return [];
}

function circles(nodes: readonly Node[], place: Place): Problem[] {
  const order = new Set(topologicalOrder(nodes));
  const known = new Set(nodes.map(({ id }) => id));
  const left = nodes.filter(({ id }) => !order.has(id));
  const circle = circleAmong(left, known);
  if (circle.length === 0) return [];
  const index = nodes.findIndex(({ id }) => id === circle[0]);
  const message = `Cannot order the nodes: ${[...circle, circle[0]].join(' -> ')} is a circle; use a loop node to repeat`;
  return [
    problemAt('cycle', [...place.path, 'nodes', index, 'after'], message, [...place.around, circle[0]!]),
  ];
}

/** Walks backwards until a node comes again: each of these has another one of these before it. */
function circleAmong(left: readonly Node[], known: ReadonlySet<string>): string[] {
  const byId = new Map(left.map((node) => [node.id, node]));
  const seen: string[] = [];
  for (let node = left[0]; node; ) {
    const at = seen.indexOf(node.id);
    if (at >= 0) return seen.slice(at).reverse();
    seen.push(node.id);
    const before = node.after
      .map((source) => parseSource(source).from)
      .find((id) => byId.has(id) && known.has(id));
    node = before === undefined ? undefined : byId.get(before);
  }
  return [];
}

/** A node that comes after one that only undoes, or after nothing that can ever leave by that port. */
function unreachable(nodes: readonly Node[], byId: ReadonlyMap<string, Node>, place: Place): Problem[] {
  const undoing = compensators(nodes);
  const dead = new Set(undoing);
  const problems: Problem[] = [];
  for (const id of topologicalOrder(nodes)) {
    const node = byId.get(id)!;
    if (dead.has(id) || node.after.length === 0) continue;
    if (node.after.some((source) => !dead.has(parseSource(source).from))) continue;
    dead.add(id);
    const index = nodes.indexOf(node);
    const message = `Cannot reach ${id}: all that it comes after never happens in the usual flow`;
    problems.push(problemAt('unreachable', [...place.path, 'nodes', index], message, [...place.around, id]));
  }
  return problems;
}

function problem(code: ProblemCode, at: Place, rest: readonly (string | number)[], message: string): Problem {
  return problemAt(code, [...at.path, ...rest], message, at.around);
}
