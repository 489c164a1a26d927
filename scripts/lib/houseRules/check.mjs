/** The house rules, checked over a tree of sources. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { parse } from './parse.mjs';
import { hasBorrowedClock, isTest, ownArea, rules } from './policy.mjs';

const FOLDERS = ['main', 'preload', 'renderer', 'driver', 'cli'];
const ENDINGS = ['', '.ts', '.tsx', '.mts', '.mjs', '.js', '/index.ts', '/index.tsx'];

/** @typedef {{ file: string, line: number, what: string }} Violation */

function* sourcesUnder(root, folder) {
  for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      if (entry.name !== 'node_modules' && entry.name !== 'dist') yield* sourcesUnder(root, name);
    } else if (/\.(m?ts|tsx)$/.test(entry.name) && !/\.d\.m?ts$/.test(entry.name)) yield name;
  }
}

/** @returns {string | undefined} the path from the root of a relative import; undefined for a package */
function resolveOurs(root, file, specifier) {
  if (!specifier.startsWith('.')) return undefined;
  const bare = path.posix.join(path.posix.dirname(file), specifier.replace(/\?.*$/, ''));
  const isFile = name => existsSync(path.join(root, name)) && statSync(path.join(root, name)).isFile();
  return ENDINGS.map(ending => bare + ending).find(isFile) ?? bare;
}

const withoutEnding = file => file.replace(/\.(m?tsx?|m?js)$/, '');

function mayImport(rule, file, { typeOnly, specifier }, target) {
  if (target === undefined)
    return rule.packages.test(specifier) || (typeOnly && !/^electron/.test(specifier));
  if (ownArea(target) === ownArea(file) && ownArea(file) !== undefined) return true;
  const name = withoutEnding(target);
  return rule.ours.test(name) || (typeOnly && rule.types?.test(name) === true);
}

/** Rings of imports, of types too: who is in one can't be read without the others. Each is named once. */
function rings(graph) {
  const found = [];
  const state = new Map();
  const visit = (file, trail) => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      found.push([...trail.slice(trail.indexOf(file)), file]);
      return;
    }
    state.set(file, 'open');
    for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
    state.set(file, 'done');
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}

/**
 * @param {string} root the folder that holds main/, driver/ and the others
 * @returns {{ files: number, violations: Violation[] }}
 */
export function checkHouseRules(root) {
  const violations = [];
  const graph = new Map();
  const present = FOLDERS.filter(folder => existsSync(path.join(root, folder)));
  for (const file of present.flatMap(folder => [...sourcesUnder(root, folder)])) {
    const { imports, clockUses } = parse(file, readFileSync(path.join(root, file), 'utf8'));
    const rule = rules.find(({ area }) => area.test(file));
    const targets = [];
    for (const one of isTest(file) ? [] : imports) {
      const target = resolveOurs(root, file, one.specifier);
      if (target) targets.push(target);
      if (!rule) violations.push({ file, line: 1, what: 'stands in a folder that has no import rule' });
      else if (!mayImport(rule, file, one, target)) {
        const kind = one.typeOnly ? 'imports a type from' : 'imports';
        violations.push({
          file,
          line: one.line,
          what: `${kind} ${target ?? one.specifier}, but ${rule.why}`,
        });
      }
    }
    graph.set(file, targets);
    for (const { name, line } of hasBorrowedClock(file) ? clockUses : []) {
      violations.push({
        file,
        line,
        what: `uses ${name}, but time and chance are handed in (Clock, Random)`,
      });
    }
  }
  for (const ring of rings(graph))
    violations.push({ file: ring[0], line: 1, what: `imports itself: ${ring.join(' → ')}` });
  return { files: graph.size, violations };
}
