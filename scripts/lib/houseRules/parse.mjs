/**
 * What a source file imports and which of the forbidden names it uses, read from its syntax tree. The parser is the
 * bundler's own: it knows TSX and tells `import type` from `import`, which dependency-cruiser does not without the
 * compiler API that TypeScript 7 has dropped.
 */
import { parseSync } from 'vite';

/** @typedef {{ specifier: string, typeOnly: boolean, names: string[], line: number }} Import
 *  names: what is imported by name, for import declarations only. */
/** @typedef {{ name: string, line: number }} ClockUse */

/** Reading time, waiting for it, or drawing lots, past the Clock and Random that are handed in. */
const FORBIDDEN_GLOBALS = new Set(['setTimeout', 'setInterval', 'setImmediate', 'performance']);
const FORBIDDEN_MEMBERS = new Set([
  'Math.random',
  'process.hrtime',
  'process.uptime',
  'AbortSignal.timeout',
  'crypto.randomUUID',
  'crypto.randomBytes',
  'crypto.randomInt',
  'crypto.getRandomValues',
]);
const FORBIDDEN_IMPORTS = {
  timers: /./,
  'timers/promises': /./,
  perf_hooks: /^performance$/,
  crypto: /^(random|getRandomValues|webcrypto)/,
};
/** With Date one may only convert: a given instant to its parts, or a text to an instant. */
const ALLOWED_DATE_MEMBERS = new Set(['parse', 'UTC', 'prototype']);

function* walk(node, parent) {
  if (Array.isArray(node)) for (const child of node) yield* walk(child, parent);
  else if (node && typeof node.type === 'string') {
    yield [node, parent];
    for (const key of Object.keys(node)) if (typeof node[key] === 'object') yield* walk(node[key], node);
  }
}

function importOf(node) {
  switch (node.type) {
    case 'ImportDeclaration':
      return {
        specifier: node.source.value,
        // `import { type A }` is still an import when the program runs.
        typeOnly: node.importKind === 'type',
        names: node.specifiers.map(s => s.imported?.name ?? '*'),
      };
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.source && { specifier: node.source.value, typeOnly: node.exportKind === 'type', names: [] };
    case 'ImportExpression':
      return { specifier: node.source.value ?? '(computed)', typeOnly: false, names: [] };
    case 'TSImportType':
      return { specifier: node.source.value, typeOnly: true, names: [] };
  }
}

/** `a.b` and `globalThis.a.b` as the text "a.b". */
function dotted(node) {
  if (node.type === 'Identifier') return node.name;
  if (node.type !== 'MemberExpression' || node.computed) return undefined;
  const object = dotted(node.object);
  return object === 'globalThis' ? node.property.name : object && `${object}.${node.property.name}`;
}

function isReference(node, parent) {
  if (parent.type === 'MemberExpression' && parent.property === node && !parent.computed) return false;
  if (/^(Property|PropertyDefinition|MethodDefinition)$/.test(parent.type)) return parent.value === node;
  return (
    !/^(TS|ImportSpecifier|ExportSpecifier|JSX)/.test(parent.type) ||
    /^TS(As|NonNull|Satisfies)/.test(parent.type)
  );
}

function dateIsConverted(node, parent) {
  if (parent.type === 'NewExpression') return parent.callee === node && parent.arguments.length > 0;
  if (parent.type === 'MemberExpression') return ALLOWED_DATE_MEMBERS.has(parent.property.name);
  return parent.type === 'BinaryExpression' && parent.operator === 'instanceof';
}

function clockUseOf(node, parent) {
  if (node.type === 'MemberExpression') {
    const name = dotted(node);
    if (FORBIDDEN_MEMBERS.has(name)) return name;
    return node.object.name === 'globalThis' && FORBIDDEN_GLOBALS.has(name) ? name : undefined;
  }
  if (node.type === 'ImportDeclaration') {
    const pattern = FORBIDDEN_IMPORTS[node.source.value.replace(/^node:/, '')];
    const name = pattern && importOf(node).names.find(n => pattern.test(n));
    return name && node.importKind !== 'type' ? `${name} of ${node.source.value}` : undefined;
  }
  if (node.type !== 'Identifier' || !isReference(node, parent)) return undefined;
  if (FORBIDDEN_GLOBALS.has(node.name)) return node.name;
  if (node.name === 'Date' && !dateIsConverted(node, parent)) {
    return parent.type === 'MemberExpression' ? `Date.${parent.property.name}` : 'Date without an instant';
  }
}

/**
 * @param {string} file its name; the ending says which language
 * @param {string} text
 * @returns {{ imports: Import[], clockUses: ClockUse[] }}
 * @throws {Error} where the file can't be parsed: nothing goes unread
 */
export function parse(file, text) {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const lineAt = offset => text.slice(0, offset).split('\n').length;
  const imports = [];
  const clockUses = [];
  for (const [node, parent] of walk(program.body, program)) {
    const found = importOf(node);
    if (found) imports.push({ ...found, line: lineAt(node.start) });
    const name = clockUseOf(node, parent);
    if (name) clockUses.push({ name, line: lineAt(node.start) });
  }
  return { imports, clockUses };
}
