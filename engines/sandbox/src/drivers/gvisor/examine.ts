// Finds out whether gVisor is there and what it runs on, by running something in it.
import type { Language, Level } from '../../lib/execution.ts';
import { assemble } from '../../lib/seccomp.ts';
import { GVISOR, NODE, PYTHON } from '../../lib/seccomp-profiles.ts';
import { messageOf, nothing, type State, trial } from '../bubblewrap/examine.ts';
import type { Launch } from '../bubblewrap/launch.ts';
import {
  findPrerequisites,
  findProgram,
  type Machine,
  type Prerequisites,
} from '../bubblewrap/prerequisites.ts';
import { endStrays } from '../bubblewrap/strays.ts';
import { askJavascript, askPython } from '../bubblewrap/versions.ts';
import { buildGvisorRecipe, type Platform } from './recipe.ts';

const INSTALL_RUNSC = 'apt-get install -y runsc';
/** A platform that has run nothing by then is one that does not work here: KVM that is half there hangs for ever. */
const START_MS = 30_000;
const LEVEL: Level = 'vm';

export type GvisorChoices = { runscPath?: string; platforms: readonly Platform[]; startMs?: number };
type Launches = { python: Launch; javascript?: Launch };

export async function examineGvisor(machine: Machine, choices: GvisorChoices): Promise<State> {
  const runsc = await findProgram('runsc', choices.runscPath);
  if (!runsc) return nothing('gVisor (runsc) is not installed', INSTALL_RUNSC);
  const found = await findPrerequisites(machine);
  if ('reason' in found) return nothing(found.reason, found.fix);
  endStrays(found.identity.uid);
  const refused: string[] = [];
  for (const platform of choices.platforms) {
    try {
      return await tried(launchesOf(found, runsc, platform), platform, choices.startMs ?? START_MS);
    } catch (error) {
      refused.push(`${platform}: ${messageOf(error)}`);
    }
  }
  return nothing(`gVisor is installed, but none of its platforms works here: ${refused.join('; ')}`);
}

async function tried(launches: Launches, platform: Platform, startMs: number): Promise<State> {
  const ask = (language: Language, code: string) =>
    trial(launches[language], language, code, AbortSignal.timeout(startMs));
  const python = await askPython(ask);
  const javascript = await askJavascript(ask).catch(messageOf);
  const cold: State['cold'] = { ...launches };
  const reasons = [`gVisor on ${platform}, each run starts its own`];
  if (typeof javascript === 'string') {
    delete cold.javascript;
    reasons.push(`JavaScript: ${javascript}`);
  }
  return {
    probe: {
      level: LEVEL,
      reason: reasons.join('. '),
      python,
      javascript: typeof javascript === 'string' ? null : javascript,
    },
    cold,
    warm: {},
  };
}

function launchesOf(found: Prerequisites, runsc: string, platform: Platform): Launches {
  const outerFilter = assemble(GVISOR, found.architecture);
  const launch = (node: Prerequisites['node'], profile: typeof NODE): Launch => ({
    recipe: buildGvisorRecipe({ ...found, node, runsc, platform }),
    outerFilter,
    innerFilter: assemble(profile, found.architecture),
  });
  return {
    python: launch(null, PYTHON),
    ...(found.node ? { javascript: launch(found.node, NODE) } : {}),
  };
}
