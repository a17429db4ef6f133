// Asks the interpreters inside the sandbox what they are; that they answer at all is the probe.
import { SandboxError } from '../../lib/errors.ts';
import type { Language, Probe } from '../../lib/execution.ts';

type Ask = (language: Language, code: string) => Promise<string>;

const PACKAGES = ['numpy', 'pandas', 'matplotlib', 'scipy', 'seaborn', 'sklearn'];

/** Metadata only: importing the packages would cost a second at start, and code that names one has it loaded. */
const PYTHON_QUESTION = `
import importlib.metadata, json, platform
found = {}
for spelled in ${JSON.stringify(PACKAGES.map((name) => [...name].join('-')))}:
    name = spelled.replace('-', '')
    try: found[name] = importlib.metadata.version({'sklearn': 'scikit-learn'}.get(name, name))
    except importlib.metadata.PackageNotFoundError: pass
print(json.dumps({'version': platform.python_version(), 'packages': found}))
`;
const JAVASCRIPT_QUESTION = 'console.log(JSON.stringify({ version: process.versions.node }))';

export async function askPython(ask: Ask): Promise<NonNullable<Probe['python']>> {
  const { version, packages } = parse(await ask('python', PYTHON_QUESTION));
  const known = Object.entries(packages ?? {}).filter(([name]) => PACKAGES.includes(name));
  return {
    version: String(version),
    packages: Object.fromEntries(known.map(([name, value]) => [name, String(value)])),
  };
}

export async function askJavascript(ask: Ask): Promise<NonNullable<Probe['javascript']>> {
  return { version: String(parse(await ask('javascript', JAVASCRIPT_QUESTION)).version) };
}

function parse(text: string): { version?: unknown; packages?: object } {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SandboxError(
      'sandbox_failed',
      `Cannot probe: the answer is ${JSON.stringify(text.slice(0, 100))}`,
      { cause },
    );
  }
}
