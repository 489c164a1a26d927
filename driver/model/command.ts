/**
 * The words of a launch command, split as a shell would: white space separates, quotes keep it together, and
 * outside single quotes a backslash makes the next character literal. Nothing is expanded.
 * A quote that is never closed reaches to the end.
 */
export function splitCommand(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] as string;
    if (char === '\\' && quote !== "'" && i + 1 < text.length) {
      i += 1;
      word = (word ?? '') + text[i];
    } else if (quote) {
      if (char === quote) quote = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** The path under which the access proxy serves a route. */
export function proxyPath(route: string): string {
  return `/notebooks/${route}`;
}

/**
 * The words of a launch command with `{proxy_path}` replaced by the path under which the instance is reached.
 * Commands written for the original put `/notebooks` before it themselves, which then isn't doubled. Other
 * braces stay as they are.
 */
export function launchCommand(text: string, route: string): string[] {
  return splitCommand(text).map(word =>
    word.replaceAll(/(\/?notebooks\/?)?\{proxy_path\}/g, proxyPath(route)),
  );
}
