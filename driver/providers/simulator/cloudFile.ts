import path from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { z } from 'zod';
import { setAsideDatabase } from '../../store/store';
import type { CloudState } from '.';
import type { SimulatedMachine } from './machines';

/** A simulated cloud on the disk, with a record of its own for each machine: keeping a change costs what has changed. */
export interface CloudFile extends Disposable {
  /** The cloud as it was kept; absent: none was. */
  readonly left?: CloudState | undefined;
  /** Where a file that was no cloud has been moved to. */
  readonly setAside?: string | undefined;
  /**
   * Keeps a cloud as it is, without waiting for the disk.
   * @param changed ids of the machines that may be other than they were kept; absent: all
   * @throws where it can't be written; it is then on the disk as it was
   */
  write(state: CloudState, changed?: Iterable<string>): void;
}

const FILE = 'simulated-cloud.db';
/** The shape of the tables; a file of another one is set aside. */
const VERSION = 1;

/** What nothing works without; the rest is as this version wrote it. */
const mapOf = z.instanceof(Map);
const machineSchema = z.looseObject({
  providerId: z.string(),
  engineAt: z.number(),
  images: z.instanceof(Set),
  containers: mapOf,
});
const recordSchema = z.looseObject({ machine: machineSchema, ports: mapOf });
const worldSchema = z.looseObject({ at: z.number(), wallAt: z.number(), asked: z.number().int() });

/**
 * Opens (or makes) the file in the data folder; one that is no cloud of this version is set aside.
 * @param now ms since the epoch
 */
export function openCloudFile(dataDir: string, now: number): CloudFile {
  const file = path.join(dataDir, FILE);
  let found: ReturnType<typeof opened>;
  let setAside: string | undefined;
  try {
    found = opened(file);
  } catch {
    setAside = setAsideDatabase(file, now);
    found = opened(file);
  }
  const { db, left } = found;
  const put = db.prepare(upsert('machines'));
  const putPart = db.prepare(upsert('parts'));
  const drop = db.prepare('DELETE FROM machines WHERE id = ?');
  const kept = new Set(left?.world.machines.map(({ providerId }) => providerId));

  return {
    left,
    setAside,
    write({ world: { machines, ...world }, ports }, changed) {
      const present = new Map(machines.map(machine => [machine.providerId, machine]));
      const gone = [...kept].filter(id => !present.has(id));
      const ids = changed ?? present.keys();
      db.exec('BEGIN IMMEDIATE');
      try {
        putPart.run('world', encode(world));
        for (const id of gone) drop.run(id);
        for (const id of ids) {
          const machine = present.get(id);
          if (!machine) continue;
          put.run(id, encode({ machine, ports: portsOf(machine, ports) }));
          kept.add(id);
        }
        db.exec('COMMIT');
      } catch (error) {
        if (db.isTransaction) db.exec('ROLLBACK');
        throw error;
      }
      for (const id of gone) kept.delete(id);
    },
    [Symbol.dispose]: () => db.close(),
  };
}

function opened(file: string): { db: DatabaseSyncInstance; left: CloudState | undefined } {
  const db = new DatabaseSync(file);
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version === 0) {
      for (const table of ['parts', 'machines']) {
        db.exec(`CREATE TABLE ${table} (id TEXT PRIMARY KEY, data TEXT NOT NULL) STRICT`);
      }
      db.exec(`PRAGMA user_version = ${VERSION}`);
    } else if (version !== VERSION) throw new Error(`it has version ${version}`);
    return { db, left: read(db) };
  } catch (error) {
    db.close();
    throw error;
  }
}

const upsert = (table: string) =>
  `INSERT INTO ${table} (id, data) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data`;

function portsOf({ containers }: SimulatedMachine, ports: CloudState['ports']): Map<string, number> {
  const own = new Map<string, number>();
  for (const id of containers.keys()) {
    const port = ports.get(id);
    if (port !== undefined) own.set(id, port);
  }
  return own;
}

function read(db: DatabaseSyncInstance): CloudState | undefined {
  const part = db.prepare("SELECT data FROM parts WHERE id = 'world'").get() as { data: string } | undefined;
  if (!part) return undefined;
  const world = worldSchema.parse(decode(part.data)) as unknown as CloudState['world'];
  const rows = db.prepare('SELECT data FROM machines ORDER BY rowid').all() as { data: string }[];
  const records = rows.map(({ data }) => recordSchema.parse(decode(data)));
  return {
    world: { ...world, machines: records.map(({ machine }) => machine as unknown as SimulatedMachine) },
    ports: new Map(records.flatMap(({ ports }) => [...(ports as Map<string, number>)])),
  };
}

/** JSON, in which a Map, a Set and an infinite time (never) are objects with one key of their own. */
function encode(value: unknown): string {
  return JSON.stringify(value, (_key, value: unknown) => {
    if (value === Number.POSITIVE_INFINITY) return { $never: true };
    if (value instanceof Map) return { $map: [...value] };
    if (value instanceof Set) return { $set: [...value] };
    return value;
  });
}

function decode(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value;
    if ('$never' in value) return Number.POSITIVE_INFINITY;
    if ('$map' in value) return new Map(value.$map as [unknown, unknown][]);
    if ('$set' in value) return new Set(value.$set as unknown[]);
    return value;
  });
}
