// Libraries that are used in an unsafe way: TLS, templates, YAML, SSH, Django, keys.

import { type Hit, hit, type Rule } from '../rule.ts';
import { field, type Syntax } from '../syntax.ts';
import { isFalse, isTrue, lastName, numberOf, textOf } from './literals.ts';
import type { Call, PythonModule } from './module.ts';

type OnCall = (call: Call, module: PythonModule) => Hit | undefined;
const onCall = (id: string, check: OnCall): Rule<PythonModule> => ({
  id,
  on: ['call'],
  check: (node, module) => check(module.callOf(node), module),
});

const VERBS = ['get', 'options', 'head', 'post', 'put', 'patch', 'delete'];
const OLD_TLS = [
  'PROTOCOL_SSLv2',
  'SSLv2_METHOD',
  'SSLv23_METHOD',
  'PROTOCOL_SSLv3',
  'PROTOCOL_TLSv1',
  'SSLv3_METHOD',
  'TLSv1_METHOD',
];
const isRequests = ({ qualname, name }: Call) => qualname.includes('requests') && VERBS.includes(name);
const isOldTls = (node: Syntax | undefined) => OLD_TLS.includes(lastName(node));

const oldProtocol: OnCall = ({ qualname, keywords }) => {
  const version = isOldTls(keywords.get('ssl_version'));
  const method = isOldTls(keywords.get('method'));
  if (qualname === 'ssl.wrap_socket')
    return version ? hit('high', 'high', 'A version of TLS that is broken') : undefined;
  if (qualname === 'pyOpenSSL.SSL.Context')
    return method ? hit('high', 'high', 'A version of TLS that is broken') : undefined;
  return version || method ? hit('medium', 'medium', 'A version of TLS that is broken') : undefined;
};

const autoescape: OnCall = ({ qualname, name, keywords }) => {
  if (name !== 'Environment' && !qualname.endsWith('.Environment')) return undefined;
  if (!qualname.split('.').includes('jinja2')) return undefined;
  const value = keywords.get('autoescape');
  if (!value || isFalse(value)) return hit('high', 'high', 'Templates do not escape HTML');
  const selects = value.type === 'call' && lastName(field(value, 'function')) === 'select_autoescape';
  return isTrue(value) || selects ? undefined : hit('high', 'medium', 'Templates may not escape HTML');
};

const KEY_MAKERS: Record<string, [kind: string, position: number, keyword: string]> = {
  'cryptography.hazmat.primitives.asymmetric.dsa.generate_private_key': ['DSA', 0, 'key_size'],
  'cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key': ['RSA', 1, 'key_size'],
  'Crypto.PublicKey.DSA.generate': ['DSA', 0, 'bits'],
  'Crypto.PublicKey.RSA.generate': ['RSA', 0, 'bits'],
  'Cryptodome.PublicKey.DSA.generate': ['DSA', 0, 'bits'],
  'Cryptodome.PublicKey.RSA.generate': ['RSA', 0, 'bits'],
};
const EC_MAKER = 'cryptography.hazmat.primitives.asymmetric.ec.generate_private_key';
const SMALL_CURVES: Record<string, number> = { SECP192R1: 192, SECT163K1: 163, SECT163R2: 163 };

const weakKey: OnCall = ({ qualname, args, keywords }) => {
  if (qualname === EC_MAKER) {
    const bits = SMALL_CURVES[lastName(keywords.get('curve') ?? args[0])] ?? 224;
    return bits < 224 ? hit('medium', 'high', `A key of ${bits} bits is breakable`) : undefined;
  }
  const maker = KEY_MAKERS[qualname];
  if (!maker) return undefined;
  const bits = numberOf(keywords.get(maker[2]) ?? args[maker[1]]) ?? 2048;
  if (bits >= 2048) return undefined;
  return hit(bits < 1024 ? 'high' : 'medium', 'high', `A key of ${bits} bits is breakable`);
};

const yaml: OnCall = ({ qualname, keywords }) => {
  const parts = qualname.split('.');
  if (!parts.includes('yaml') || parts.at(-1) !== 'load') return undefined;
  const loader = lastName(keywords.get('Loader'));
  return loader === 'SafeLoader' || loader === 'CSafeLoader'
    ? undefined
    : hit('medium', 'high', 'YAML can make any object: use safe_load');
};

const extra: OnCall = ({ name, args, keywords }) => {
  if (name !== 'extra') return undefined;
  const at = (key: string, position: number) => keywords.get(key) ?? args[position];
  const unsafe = (values: Syntax[]) => values.some((value) => textOf(value) === undefined);
  const listed = [at('where', 1), at('tables', 3)].some(
    (value) => value && (value.type === 'list' ? unsafe(value.children) : true),
  );
  const select = at('select', 0);
  const pairs =
    select?.type === 'dictionary' ? select.children.flatMap(({ children }) => children) : undefined;
  const selected = select !== undefined && (pairs === undefined || unsafe(pairs));
  return listed || selected ? hit('medium', 'medium', 'Parts of SQL that are not fixed') : undefined;
};

const SAFE_MAKERS = ['mark_safe', 'SafeText', 'SafeUnicode', 'SafeString', 'SafeBytes'];

export const LIBRARIES: Rule<PythonModule>[] = [
  onCall('B103', ({ name, args }) => {
    const mode = args.length === 2 && name.includes('chmod') ? numberOf(args[1]) : undefined;
    if (mode === undefined || (mode & 0o012) === 0) return undefined;
    return hit(
      mode & 0o002 ? 'high' : 'medium',
      'high',
      `A file that others may write or run: 0o${mode.toString(8)}`,
    );
  }),
  onCall('B113', (call) => {
    const timeout = call.keywords.get('timeout');
    return isRequests(call) && call.qualname.startsWith('requests.') && (!timeout || timeout.type === 'none')
      ? hit('medium', 'low', 'A request that may wait for ever')
      : undefined;
  }),
  onCall('B201', ({ qualname, keywords }, module) =>
    qualname.endsWith('.run') && isTrue(keywords.get('debug')) && module.imports('flask')
      ? hit('high', 'medium', 'The debugger of Flask runs code of whoever reaches it')
      : undefined,
  ),
  onCall('B202', ({ name, keywords }, module) =>
    name === 'extractall' && module.imports('tarfile') && !keywords.has('filter') && !keywords.has('members')
      ? hit('high', 'medium', 'An archive may write outside of its folder')
      : undefined,
  ),
  onCall('B324', ({ qualname, args, keywords }) => {
    const parts = qualname.split('.');
    if (!parts.includes('hashlib') || parts.at(-1) !== 'new') return undefined;
    const name = textOf(args[0] ?? keywords.get('name'))?.toLowerCase();
    return name === 'md4' || name === 'md5'
      ? hit('medium', 'high', `A hash that is broken: ${name}`)
      : undefined;
  }),
  onCall('B501', (call) =>
    isRequests(call) && isFalse(call.keywords.get('verify'))
      ? hit('high', 'high', 'The certificate is not checked')
      : undefined,
  ),
  onCall('B502', oldProtocol),
  {
    id: 'B503',
    on: ['function_definition'],
    check(node) {
      const parameters = field(node, 'parameters')?.children ?? [];
      return parameters.some((parameter) => isOldTls(field(parameter, 'value')))
        ? hit('medium', 'medium', 'A version of TLS that is broken, by default')
        : undefined;
    },
  },
  onCall('B504', ({ qualname, keywords }) =>
    qualname === 'ssl.wrap_socket' && !keywords.has('ssl_version')
      ? hit('low', 'medium', 'The version of TLS is left open')
      : undefined,
  ),
  onCall('B505', weakKey),
  onCall('B506', yaml),
  onCall('B507', ({ name, args }, module) => {
    const policy = args[0]?.type === 'call' ? lastName(field(args[0], 'function')) : lastName(args[0]);
    return name === 'set_missing_host_key_policy' &&
      ['AutoAddPolicy', 'WarningPolicy'].includes(policy) &&
      module.imports('paramiko')
      ? hit('high', 'medium', 'The key of an unknown host is trusted')
      : undefined;
  }),
  onCall('B610', extra),
  onCall('B611', ({ name, args }, module) =>
    name === 'RawSQL' && textOf(args[0]) === undefined && module.imports('django.db.models')
      ? hit('medium', 'medium', 'SQL that is not fixed')
      : undefined,
  ),
  onCall('B612', ({ qualname, keywords }) =>
    qualname === 'logging.config.listen' && !keywords.has('verify')
      ? hit('medium', 'high', 'Whoever connects can set up logging, and with it run code')
      : undefined,
  ),
  onCall('B614', ({ qualname, keywords }) =>
    qualname === 'torch.load' && !isTrue(keywords.get('weights_only'))
      ? hit('medium', 'high', 'Unpickling runs code that the data names: torch.load')
      : undefined,
  ),
  onCall('B701', autoescape),
  onCall('B702', ({ qualname }) => {
    const parts = qualname.split('.');
    return parts.includes('mako') && parts.at(-1) === 'Template'
      ? hit('medium', 'high', 'Mako does not escape HTML')
      : undefined;
  }),
  onCall('B703', ({ name, args }, module) =>
    SAFE_MAKERS.includes(name) &&
    args[0] &&
    !isFixed(args[0], module) &&
    module.imports('django.utils.safestring')
      ? hit('medium', 'high', 'HTML that is not fixed is marked as safe')
      : undefined,
  ),
];

/** Text that stands in the file, or that is put together from nothing else. */
function isFixed(node: Syntax, module: PythonModule, seen: ReadonlySet<string> = new Set()): boolean {
  const isPart = (part: Syntax) => isFixed(part, module, seen);
  if (textOf(node) !== undefined) return true;
  if (node.type === 'identifier') return standsForFixed(node, module, seen);
  if (node.type === 'pair' || node.type === 'keyword_argument') {
    const value = field(node, 'value');
    return value !== undefined && isPart(value);
  }
  if (CONTAINERS.includes(node.type)) return node.children.every(isPart);
  if (node.type !== 'call') return false;
  const called = field(node, 'function');
  const base = called?.type === 'attribute' ? field(called, 'object') : undefined;
  const isFormat = called?.type === 'attribute' && field(called, 'attribute')?.text === 'format';
  const args = field(node, 'arguments')?.children ?? [];
  return isFormat && base !== undefined && isPart(base) && args.every(isPart);
}

const CONTAINERS = [
  'tuple',
  'list',
  'dictionary',
  'parenthesized_expression',
  'binary_operator',
  'list_splat',
  'dictionary_splat',
];

/** A name that is added to itself is as fixed as what is added. */
function standsForFixed(node: Syntax, module: PythonModule, seen: ReadonlySet<string>): boolean {
  if (seen.has(node.text)) return true;
  const bindings = module.bindingsOf(node);
  const within = new Set(seen).add(node.text);
  return bindings.length > 0 && bindings.every(({ value }) => value && isFixed(value, module, within));
}
