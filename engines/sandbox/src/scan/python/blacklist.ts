// Calls and imports that Bandit has on its lists. Ids and meaning are Bandit's; names of later versions are marked.

import { hit, type Rule } from '../rule.ts';
import { field, type Syntax } from '../syntax.ts';
import type { Severity } from '../verdict.ts';
import { textOf } from './literals.ts';
import { fromModule, type PythonModule } from './module.ts';

type Entry = [id: string, severity: Severity, names: string, reason: string];

const prefixed = (prefixes: string, names: string) =>
  prefixes
    .split(' ')
    .flatMap((prefix) => names.split(' ').map((name) => `${prefix}${name}`))
    .join(' ');

const CGI = 'wsgiref.handlers.CGIHandler twisted.web.twcgi.CGIScript twisted.web.twcgi.CGIDirectory';
const CGI_REASON = 'CGI takes headers of others for settings (httpoxy)';

const CALLS: Entry[] = [
  [
    'B301',
    'medium',
    `${prefixed('pickle. cPickle. dill.', 'loads load Unpickler')} shelve.open shelve.DbfilenameShelf jsonpickle.decode jsonpickle.unpickler.decode jsonpickle.unpickler.Unpickler pandas.read_pickle`,
    'Unpickling runs code that the data names',
  ],
  ['B302', 'medium', 'marshal.load marshal.loads', 'Loading marshalled data trusts it like code'],
  [
    'B303',
    'medium',
    `hashlib.md5 hashlib.sha1 ${prefixed('Crypto.Hash. Cryptodome.Hash.', 'MD2.new MD4.new MD5.new SHA.new')} ${prefixed('cryptography.hazmat.primitives.hashes.', 'MD5 SHA1')}`,
    'A hash that is broken: MD2, MD4, MD5 or SHA1',
  ],
  [
    'B304',
    'high',
    `${prefixed('Crypto.Cipher. Cryptodome.Cipher.', 'ARC2.new ARC4.new Blowfish.new DES.new XOR.new')} ${prefixed('cryptography.hazmat.primitives.ciphers.algorithms.', 'ARC4 Blowfish IDEA')}`,
    'A cipher that is broken',
  ],
  [
    'B305',
    'medium',
    'cryptography.hazmat.primitives.ciphers.modes.ECB',
    'ECB shows the pattern of what it encrypts',
  ],
  ['B306', 'medium', 'tempfile.mktemp', 'The name of the file can be taken before it is made'],
  ['B307', 'medium', 'eval', 'eval runs any expression that the text holds'],
  ['B308', 'medium', 'django.utils.safestring.mark_safe', 'mark_safe lets HTML through unescaped'],
  [
    'B309',
    'medium',
    'httplib.HTTPSConnection http.client.HTTPSConnection six.moves.http_client.HTTPSConnection',
    'Old versions of this connection do not check certificates',
  ],
  [
    'B310',
    'medium',
    `${prefixed('urllib. urllib.request. six.moves.urllib.request.', 'urlopen urlretrieve URLopener FancyURLopener')} urllib2.urlopen urllib2.Request`,
    'An address may name a file: check its scheme',
  ],
  [
    'B311',
    'low',
    prefixed('random.', 'random randrange randint choice uniform triangular choices randbytes'),
    'Chance that can be predicted: not for secrets',
  ],
  ['B312', 'high', 'telnetlib.*', 'Telnet sends everything in the clear'],
  ...[
    ['B313', 'xml.etree.cElementTree.', 'parse iterparse fromstring XMLParser'],
    ['B314', 'xml.etree.ElementTree.', 'parse iterparse fromstring XMLParser'],
    ['B315', 'xml.sax.expatreader.', 'create_parser'],
    ['B316', 'xml.dom.expatbuilder.', 'parse parseString'],
    ['B317', 'xml.sax.', 'parse parseString make_parser'],
    ['B318', 'xml.dom.minidom.', 'parse parseString'],
    ['B319', 'xml.dom.pulldom.', 'parse parseString'],
    [
      'B320',
      'lxml.etree.',
      'parse fromstring RestrictedElement GlobalParserTLS getDefaultParser check_docinfo',
    ],
  ].map(
    ([id, prefix, names]): Entry => [
      id!,
      'medium',
      prefixed(prefix!, names!),
      'Parsing XML of others can expand or read far more than it shows',
    ],
  ),
  ['B321', 'high', 'ftplib.*', 'FTP sends everything in the clear'],
  ['B322', 'high', 'input', 'Python 2 evaluates what is typed'],
  ['B323', 'medium', 'ssl._create_unverified_context', 'Certificates are not checked'],
  ['B412', 'high', CGI, CGI_REASON],
  ['B325', 'medium', 'os.tempnam os.tmpnam', 'The name of the file can be taken before it is made'],
];

const IMPORTS: Entry[] = [
  ['B401', 'high', 'telnetlib', 'Telnet sends everything in the clear'],
  ['B402', 'high', 'ftplib', 'FTP sends everything in the clear'],
  ['B403', 'low', 'pickle cPickle dill shelve', 'Unpickling runs code that the data names'],
  ['B404', 'low', 'subprocess', 'Starts other programs'],
  ['B405', 'low', 'xml.etree.cElementTree xml.etree.ElementTree', 'Parses XML, which may be hostile'],
  ['B406', 'low', 'xml.sax', 'Parses XML, which may be hostile'],
  ['B407', 'low', 'xml.dom.expatbuilder', 'Parses XML, which may be hostile'],
  ['B408', 'low', 'xml.dom.minidom', 'Parses XML, which may be hostile'],
  ['B409', 'low', 'xml.dom.pulldom', 'Parses XML, which may be hostile'],
  ['B410', 'low', 'lxml', 'Parses XML, which may be hostile'],
  ['B411', 'high', 'xmlrpclib xmlrpc', 'Parses XML of remote callers'],
  ['B412', 'high', CGI, CGI_REASON],
  [
    'B413',
    'high',
    prefixed('Crypto.', 'Cipher Hash IO Protocol PublicKey Random Signature Util'),
    'pycrypto is no longer maintained and has holes',
  ],
  ['B415', 'high', 'pyghmi', 'IPMI is an insecure protocol'],
];

const matches = (name: string, pattern: string) =>
  pattern.endsWith('.*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;

const calls = CALLS.map(
  ([id, severity, names, reason]): Rule<PythonModule> => ({
    id,
    on: ['call'],
    check(node, module) {
      const { qualname } = module.callOf(node);
      return names.split(' ').some((name) => matches(qualname, name))
        ? hit(severity, 'high', `${reason}: ${qualname}`)
        : undefined;
    },
  }),
);

const IMPORTING = ['__import__', 'importlib.import_module', 'importlib.__import__'];

/** What a statement or a call of an importing function imports. */
export function importedNames(node: Syntax, module: PythonModule): string[] {
  if (node.type === 'call') {
    const { qualname, args } = module.callOf(node);
    const name = IMPORTING.includes(qualname) ? textOf(args[0]) : undefined;
    return name === undefined ? [] : [name];
  }
  const from = node.type === 'import_from_statement' ? fromModule(node) : '';
  const names = node.children
    .filter((child) => child.field === 'name')
    .map((child) => (child.type === 'aliased_import' ? (field(child, 'name')?.text ?? '') : child.text));
  const isStar = node.children.some(({ type }) => type === 'wildcard_import');
  return (isStar ? [...names, '*'] : names).map((name) => (from ? `${from}.${name}` : name));
}

const imports = IMPORTS.map(
  ([id, severity, names, reason]): Rule<PythonModule> => ({
    id,
    on: ['import_statement', 'import_from_statement', 'call'],
    check(node, module) {
      const imported = importedNames(node, module);
      // A call is compared whole, as Bandit does: importing "xml.sax" by name is meant, "lxmlish" is not.
      const found = imported.find((name) =>
        names.split(' ').some((listed) => (node.type === 'call' ? name === listed : name.startsWith(listed))),
      );
      return found === undefined ? undefined : hit(severity, 'high', `${reason}: ${found}`);
    },
  }),
);

export const BLACKLIST: Rule<PythonModule>[] = [...calls, ...imports];
