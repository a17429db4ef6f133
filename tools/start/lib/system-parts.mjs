import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { run } from './run.mjs';
import { say } from './say.mjs';

const LIBREOFFICE = '/usr/lib/libreoffice/program';
const PYTHON_PACKAGES = '/usr/lib/python3/dist-packages';
/** Debian puts versions beside each other. */
const POSTGRESQL = [13, 14, 15, 16, 17, 18, 19].map(
  (version) => `/usr/lib/postgresql/${version}/bin/postgres`,
);

/** A part is there when one of its files is: looking costs nothing, importing pandas would cost a second. */
export const SANDBOX_PARTS = [
  { debian: 'bubblewrap', files: ['/usr/bin/bwrap'] },
  { debian: 'util-linux', files: ['/usr/bin/setpriv'] },
  { debian: 'python3', files: ['/usr/bin/python3'] },
  { debian: 'git', files: ['/usr/bin/git'] },
  { debian: 'python3-numpy', files: [`${PYTHON_PACKAGES}/numpy/__init__.py`] },
  { debian: 'python3-pandas', files: [`${PYTHON_PACKAGES}/pandas/__init__.py`] },
  { debian: 'python3-matplotlib', files: [`${PYTHON_PACKAGES}/matplotlib/__init__.py`] },
  { debian: 'python3-openpyxl', files: [`${PYTHON_PACKAGES}/openpyxl/__init__.py`] },
];

/** For whoever asks for the level vm; the default install does without. */
export const GVISOR_PART = { debian: 'runsc', files: ['/usr/bin/runsc', '/usr/local/bin/runsc'] };

export const TEST_PARTS = [
  ...SANDBOX_PARTS,
  GVISOR_PART,
  { debian: 'mariadb-server', files: ['/usr/sbin/mariadbd', '/usr/local/sbin/mariadbd'] },
  { debian: 'postgresql', files: POSTGRESQL },
  { debian: 'chromium', files: ['/usr/bin/chromium'] },
  { debian: 'fonts-noto-cjk', files: ['/usr/share/doc/fonts-noto-cjk'] },
  { debian: 'python3-requests', files: [`${PYTHON_PACKAGES}/requests/__init__.py`] },
  { debian: 'python3-pip', files: [`${PYTHON_PACKAGES}/pip/__init__.py`] },
  { debian: 'bandit', files: ['/usr/bin/bandit'] },
  { debian: 'pandoc', files: ['/usr/bin/pandoc'] },
  { debian: 'libreoffice-writer-nogui', files: [`${LIBREOFFICE}/libswlo.so`] },
  { debian: 'libreoffice-calc-nogui', files: [`${LIBREOFFICE}/libsclo.so`] },
  { debian: 'libreoffice-impress-nogui', files: [`${LIBREOFFICE}/libsdlo.so`] },
  { debian: 'prometheus', files: ['/usr/bin/promtool'] },
  { debian: 'tesseract-ocr', files: ['/usr/bin/tesseract'] },
];

/*
 * Packages are wanted for their programs, not as running services: a policy of our own refuses service
 * starts for as long as the installation lasts. Package lists are fetched only when the first try fails.
 */
const INSTALL_SCRIPT = `
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\\nexit 101\\n' > "$policy"
  chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get install -y --no-install-recommends "$@" || { apt-get update && apt-get install -y --no-install-recommends "$@"; }
`;

export const realMachine = {
  setup: process.env.SETUP,
  exists: existsSync,
  rights: rootRights,
  install: (rights, names) =>
    run(
      rights[0] ?? 'sh',
      [...rights.slice(1), ...(rights[0] ? ['sh'] : []), '-c', INSTALL_SCRIPT, 'install', ...names],
      {
        stdio: ['ignore', 2, 2],
      },
    ),
};

/**
 * Installs the missing parts where that is allowed. Answers the Debian packages that are still missing:
 * it never fails, because the product runs reduced without them.
 */
export async function ensureSystemParts(parts, machine = realMachine) {
  const names = missing(parts, machine);
  if (names.length === 0) return [];
  const rights =
    machine.setup === 'off' || !machine.exists('/usr/bin/apt-get') ? undefined : machine.rights();
  if (rights) {
    say(`Installing system packages: ${names.join(' ')}`);
    const code = await machine.install(rights, names).catch(() => 1);
    if (code !== 0) say(`Cannot install all of them: apt-get ended with ${code}`);
  }
  const left = missing(parts, machine);
  if (left.length > 0) say(`Missing: ${left.join(' ')}. Install them: ${installLine(left)}`);
  return left;
}

export function installLine(names) {
  return `sudo apt-get install -y ${names.join(' ')}`;
}

function missing(parts, { exists }) {
  return parts.filter((part) => !part.files.some(exists)).map((part) => part.debian);
}

/** The words before a command that make it root's: none for root itself, undefined without the right. */
function rootRights() {
  if (process.getuid?.() === 0) return [];
  const asked = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' });
  return asked.status === 0 ? ['sudo', '-n'] : undefined;
}
