import type { Readable } from 'node:stream';

/** Nothing that the engine says in one message is as long as this. */
const LONGEST_MESSAGE = 1024 * 1024;

/** The messages of a stream of JSON values, one a line, as the engine sends events and progress. */
export async function* jsonLines(stream: Readable): AsyncGenerator<Record<string, unknown>> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_MESSAGE) throw new SyntaxError('The engine sent a message without an end.');
    for (const line of lines) if (line.trim()) yield JSON.parse(line);
  }
  if (rest.trim()) yield JSON.parse(rest);
}
