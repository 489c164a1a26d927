import type { Recorder } from './calls';

/** What the scenario needs to have been set up. */
export interface Stage {
  username: string;
  password: string;
  projectName: string;
  /** Lets time pass while something gets done, ms. */
  pass(ms: number): Promise<void>;
}

/** The version of Nova that Rockpool asks for at most. */
export const V = '2.93';
export const NONE = '00000000-0000-4000-8000-000000000000';
const WAITS = 300;

type Json = Record<string, unknown>;

export const pick = (all: unknown, name: string) =>
  (all as { name: string; id: string }[]).find(one => one.name === name)?.id ?? '';
export const idOf = (json: Json, key: string) => (json[key] as { id: string }).id;

/** Looks again, a second apart, until it is so. */
export async function settled(to: Recorder, stage: Stage, look: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < WAITS; i += 1) {
    if (await look()) return;
    await stage.pass(1000);
  }
  throw new Error(`waited in vain after "${to.recordings.at(-1)?.step}"`);
}

export const networkId = async (to: Recorder, name: string) =>
  pick((await to.ask('network', 'GET', '/networks')).json.networks, name);
export const imageId = async (to: Recorder, name: string) =>
  pick((await to.ask('image', 'GET', '/images?limit=100')).json.images, name);
export const flavorId = async (to: Recorder, name: string) =>
  pick((await to.ask('compute', 'GET', '/flavors')).json.flavors, name);

/** A call that makes a small server, with what it is to have besides or instead. */
export async function wish(to: Recorder, more: Record<string, unknown>) {
  return {
    version: V,
    body: {
      server: {
        name: 'recorded',
        flavorRef: await flavorId(to, 'standard.tiny'),
        imageRef: await imageId(to, 'Debian-12'),
        networks: [{ uuid: await networkId(to, 'lab') }],
        ...more,
      },
    },
  };
}

/** A blank volume of a server. */
export const blankVolume = (size: number) => ({
  boot_index: -1,
  source_type: 'blank',
  destination_type: 'volume',
  volume_size: size,
  delete_on_termination: true,
});

/** Its root disk, from an image. */
export const rootDisk = (uuid: string) => ({
  boot_index: 0,
  source_type: 'image',
  uuid,
  destination_type: 'local',
  delete_on_termination: true,
});

export async function untilServer(to: Recorder, stage: Stage, id: string, isSo: (status: string) => boolean) {
  await settled(to, stage, async () => {
    const { json } = await to.ask('compute', 'GET', `/servers/${id}`, { version: V });
    return isSo((json.server as { status: string } | undefined)?.status ?? 'gone');
  });
}
