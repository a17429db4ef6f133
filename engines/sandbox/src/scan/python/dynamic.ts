// Our own rules: code that hides what it does, or walks to what it was not given.

import { hit, type Rule } from '../rule.ts';
import { field, type Syntax, walk } from '../syntax.ts';
import { isFormatted, isString, textOf } from './literals.ts';
import type { PythonModule } from './module.ts';

const ATTRIBUTE_CALLS = [
  'getattr',
  'setattr',
  'delattr',
  'operator.attrgetter',
  'operator.methodcaller',
  'inspect.getattr_static',
];
const IMPORT_CALLS = ['__import__', 'importlib.import_module', 'importlib.__import__', 'builtins.__import__'];
const RUN_CALLS = ['exec', 'eval', 'compile', 'builtins.exec', 'builtins.eval', 'builtins.compile'];
const DANGEROUS_NAMES =
  /^(?:__.*__|system|popen|exec\w*|eval|spawn\w*|fork\w*|posix_spawn|import_module|f_\w+|gi_\w+|tb_\w+)$/;
/** Steps from an object to the interpreter behind it. */
const WALKED = new Set([
  ...[
    '__subclasses__',
    '__globals__',
    '__builtins__',
    '__mro__',
    '__bases__',
    '__base__',
    '__code__',
    '__closure__',
  ],
  ...[
    '__getattribute__',
    '__reduce__',
    '__reduce_ex__',
    '__loader__',
    '__spec__',
    'f_globals',
    'f_locals',
    'f_builtins',
  ],
  ...['f_back', 'gi_frame', 'cr_frame', 'ag_frame', 'tb_frame', 'tb_next', 'co_consts', 'func_globals'],
]);
/** These stand in honest classes as well. */
const HONEST_WALKS = new Set([
  '__code__',
  '__spec__',
  '__loader__',
  '__bases__',
  '__mro__',
  '__base__',
  '__reduce__',
  '__reduce_ex__',
  'tb_next',
  'tb_frame',
  'f_back',
  '__getattribute__',
]);
const DECODERS =
  /(?:^|\.)(?:b(?:16|32|64|85)decode|a85decode|standard_b64decode|urlsafe_b64decode|decodebytes|a2b_\w+|unhexlify|fromhex|decompress|rot13|loads|decrypt)$|^codecs\.(?:decode|getdecoder)$/;
const INNARDS = ['globals', 'vars', 'locals', 'builtins.globals', 'builtins.vars'];
const NATIVE = ['ctypes', 'cffi', '_ctypes', '_posixsubprocess', 'posix', '_socket'];
const MIN_CHARACTERS = 4;

const callRule = (
  id: string,
  check: (node: Syntax, module: PythonModule) => ReturnType<typeof hit> | undefined,
): Rule<PythonModule> => ({
  id,
  on: ['call'],
  check,
});

/** Whether text is made here that does not stand here. */
function isDisguised(node: Syntax, module: PythonModule): boolean {
  for (const inner of walk(node)) {
    if (inner.type !== 'call') continue;
    const { qualname, name, args } = module.callOf(inner);
    if (DECODERS.test(qualname) || DECODERS.test(name) || joinsCharacters(inner, module)) return true;
    if (name === 'decode' && textOf(args[0])?.replace('-', '').startsWith('rot')) return true;
  }
  return false;
}

/** "".join(chr(n) for n in ...), "".join(map(chr, ...)), bytes([...]).decode(). */
function joinsCharacters(node: Syntax, module: PythonModule): boolean {
  const { name, args } = module.callOf(node);
  const called = field(node, 'function');
  if (name === 'join' && called?.type === 'attribute')
    return args.some((argument) =>
      [...walk(argument)].some((inner) => inner.type === 'identifier' && inner.text === 'chr'),
    );
  if (name !== 'decode' || called?.type !== 'attribute') return false;
  const object = field(called, 'object');
  if (object?.type !== 'call') return false;
  const made = module.callOf(object);
  return ['bytes', 'bytearray'].includes(made.qualname) && made.args[0]?.type === 'list';
}

const countChr = (node: Syntax, module: PythonModule) =>
  [...walk(node)].filter((inner) => inner.type === 'call' && module.callOf(inner).qualname === 'chr').length;

export const DYNAMIC: Rule<PythonModule>[] = [
  callRule('B102', (node, module) => {
    const { qualname } = module.callOf(node);
    return qualname === 'exec' ? hit('medium', 'high', 'exec runs any code that the text holds') : undefined;
  }),
  callRule('A101', (node, module) => {
    const { qualname, args } = module.callOf(node);
    const position = qualname.startsWith('operator.') ? 0 : 1;
    const name = args[position];
    if (!ATTRIBUTE_CALLS.includes(qualname) || !name) return undefined;
    const text = textOf(name);
    if (text !== undefined)
      return DANGEROUS_NAMES.test(text)
        ? hit('high', 'medium', `An attribute is reached by its name: "${text}"`)
        : undefined;
    const isBuilt =
      name.type === 'binary_operator' || isDisguised(name, module) || (isString(name) && isFormatted(name));
    return isBuilt
      ? hit('high', 'medium', 'The name of an attribute is put together, which hides what is used')
      : hit('low', 'low', 'An attribute is reached by a name that is not known beforehand');
  }),
  callRule('A102', (node, module) => {
    const { qualname, args } = module.callOf(node);
    if (!IMPORT_CALLS.includes(qualname) || args.length === 0 || textOf(args[0]) !== undefined)
      return undefined;
    const isBuilt = args[0]!.type === 'binary_operator' || isDisguised(args[0]!, module);
    return hit(
      isBuilt ? 'high' : 'medium',
      isBuilt ? 'high' : 'medium',
      'A module is imported whose name is not known beforehand',
    );
  }),
  {
    id: 'A103',
    on: ['attribute'],
    check(node) {
      const name = field(node, 'attribute');
      if (!name || !WALKED.has(name.text)) return undefined;
      const severity = HONEST_WALKS.has(name.text) ? 'low' : 'high';
      return { ...hit(severity, 'high', `A step towards the interpreter itself: ${name.text}`), at: name };
    },
  },
  {
    id: 'A103',
    on: ['string'],
    check(node) {
      const text = textOf(node);
      const isKey = node.field === 'subscript' && node.parent?.type === 'subscript';
      return isKey && text !== undefined && WALKED.has(text)
        ? hit('high', 'high', `A step towards the interpreter itself: ${text}`)
        : undefined;
    },
  },
  callRule('A104', (node, module) => {
    const { qualname, args } = module.callOf(node);
    if (!RUN_CALLS.includes(qualname) || !args[0]) return undefined;
    return isDisguised(args[0], module) || countChr(args[0], module) > 0
      ? hit('high', 'high', `${qualname} runs text that is decoded first: what it does can't be read here`)
      : undefined;
  }),
  callRule('A105', (node, module) =>
    joinsCharacters(node, module)
      ? hit('medium', 'medium', 'Text is made from numbers, which hides it')
      : undefined,
  ),
  {
    id: 'A105',
    on: ['binary_operator'],
    check(node, module) {
      if (node.parent?.type === 'binary_operator') return undefined;
      return countChr(node, module) >= MIN_CHARACTERS
        ? hit('medium', 'medium', 'Text is made from numbers, which hides it')
        : undefined;
    },
  },
  {
    id: 'A106',
    on: ['subscript'],
    check(node, module) {
      const value = field(node, 'value');
      if (value?.type !== 'call' || !INNARDS.includes(module.callOf(value).qualname)) return undefined;
      const key = textOf(field(node, 'subscript'));
      return key === undefined
        ? hit('low', 'low', 'A global is reached by a name that is not known beforehand')
        : DANGEROUS_NAMES.test(key)
          ? hit('high', 'high', `A global is reached by its name: "${key}"`)
          : undefined;
    },
  },
  callRule('A107', (node, module) =>
    module.callOf(node).qualname === 'compile'
      ? hit('medium', 'medium', 'compile makes code from text')
      : undefined,
  ),
  {
    id: 'A110',
    on: ['import_statement', 'import_from_statement'],
    check(node) {
      const names = [...walk(node)]
        .filter(({ type }) => type === 'dotted_name')
        .map(({ text }) => text.split('.')[0]!);
      const found = (node.type === 'import_from_statement' ? names.slice(0, 1) : names).find((name) =>
        NATIVE.includes(name),
      );
      return found ? hit('medium', 'high', `Native code and the system beneath Python: ${found}`) : undefined;
    },
  },
];
