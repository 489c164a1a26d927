import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import pino from 'pino';
import type { Log } from '../driver/model/log';
import { withoutSecrets } from '../driver/model/withoutSecrets';

/** The log of the app, in files. */
export interface AppLog extends Log {
  readonly file: string;
  close(): void;
}

const MAX_BYTES = 5 * 1024 * 1024;
const KEPT_FILES = 3;

const secretNames = ['password', 'token', 'secret', 'key', 'route', 'authorization', 'cookie', 'credentials'];

/**
 * Opens `logs/rockpool.log` in the data folder; at 5 MiB it becomes `rockpool.1.log`, and so on to `rockpool.3.log`.
 * Where it can't be written the lines go to the terminal.
 */
export function openLog(dataDir: string): AppLog {
  const file = path.join(dataDir, 'logs', 'rockpool.log');
  const lines = openLines(file);
  const logger = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: label => ({ level: label }) },
      redact: { paths: secretNames.flatMap(name => [name, `*.${name}`]), censor: '…' },
    },
    { write: line => lines.write(withoutSecrets(line)) },
  );
  return {
    file,
    debug: (message, fields) => logger.debug(fields ?? {}, message),
    info: (message, fields) => logger.info(fields ?? {}, message),
    warn: (message, fields) => logger.warn(fields ?? {}, message),
    error: (message, fields) => logger.error(fields ?? {}, message),
    close: lines.close,
  };
}

interface Lines {
  write(line: string): void;
  close(): void;
}

/** Written at once, so that the last words before a crash are there. */
function openLines(file: string): Lines {
  let fd: number;
  let size: number;
  const open = () => {
    fd = openSync(file, 'a', 0o600);
    size = fstatSync(fd).size;
  };
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    open();
  } catch {
    return { write: line => void process.stderr.write(line), close: () => undefined };
  }
  return {
    write(line) {
      try {
        size += writeSync(fd, line);
        if (size < MAX_BYTES) return;
        closeSync(fd);
        rotate(file);
        open();
      } catch {
        // A full disk: there is nowhere left to say it.
      }
    },
    close: () => closeSync(fd),
  };
}

function rotate(file: string): void {
  const numbered = (n: number) => (n === 0 ? file : file.replace(/\.log$/, `.${n}.log`));
  for (let n = KEPT_FILES; n >= 1; n -= 1) {
    try {
      renameSync(numbered(n - 1), numbered(n));
    } catch {
      // Not there yet.
    }
  }
}
