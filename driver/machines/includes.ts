/** OpenSSH includes so deep. */
const DEEPEST = 16;

/**
 * A configuration with all that it includes in its place. What comes after an included file is read on in the section
 * that the `Include` stood in, as OpenSSH does.
 * @param read the texts of the files that a pattern of `Include` means, in their order
 */
export async function withIncludes(
  text: string,
  read: (pattern: string) => Promise<string[]>,
  depth = 0,
): Promise<string> {
  const lines: string[] = [];
  let section = 'Host *';
  for (const line of text.split(/\r?\n/)) {
    const [, keyword = '', values = ''] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*)$/.exec(line) ?? [];
    if (/^(host|match)$/i.test(keyword)) section = line;
    if (!/^include$/i.test(keyword)) {
      lines.push(line);
      continue;
    }
    if (depth >= DEEPEST) continue;
    for (const pattern of values.match(/"[^"]*"|\S+/g) ?? []) {
      for (const included of await read(pattern.replace(/^"(.*)"$/, '$1'))) {
        lines.push(await withIncludes(included, read, depth + 1));
      }
    }
    lines.push(section);
  }
  return lines.join('\n');
}
