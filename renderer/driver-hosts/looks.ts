import { useEffect } from 'react';
import { create } from 'zustand';
import type { BlindLook, HostLook } from '../../driver/model/hostLook';
import { api, errorOf } from '../state/api';

export type Look = HostLook | BlindLook;

/** Hosts that somebody looks at are asked this often (ms). */
const EVERY_MS = 8_000;
/** Rows that come into sight together are asked about together. */
const GATHER_MS = 60;
/** Hosts asked about in one call. */
const AT_ONCE = 100;

const useLooks = create<{ looks: Readonly<Record<string, Look>> }>()(() => ({ looks: {} }));

/** Who is looked at, and by how many. */
const watched = new Map<string, number>();
/** When each was last asked about with an answer, ms since the epoch. */
const answeredAt = new Map<string, number>();
let timer: ReturnType<typeof setTimeout> | undefined;
let asking = false;

function later(ms: number): void {
  clearTimeout(timer);
  timer = setTimeout(() => void round(), ms);
}

/** Those that nobody has looked into, or not lately; what came into sight while others were asked among them. */
function due(): string[] {
  const old = Date.now() - EVERY_MS / 2;
  return [...watched.keys()].filter(id => (answeredAt.get(id) ?? 0) < old).slice(0, AT_ONCE);
}

async function round(): Promise<void> {
  if (asking) return;
  const ids = due();
  if (ids.length > 0) {
    asking = true;
    const found = await ask(ids);
    asking = false;
    for (const id of ids) answeredAt.set(id, Date.now());
    useLooks.setState(({ looks: before }) => ({
      looks: { ...before, ...Object.fromEntries(found.map(look => [look.hostId, look])) },
    }));
  }
  if (watched.size > 0) later(due().length > 0 ? GATHER_MS : EVERY_MS);
}

async function ask(ids: string[]): Promise<Look[]> {
  try {
    return await api.hosts.look.query({ ids });
  } catch (thrown) {
    const error = errorOf(thrown);
    return ids.map(hostId => ({ hostId, at: Date.now(), error }));
  }
}

function watch(ids: readonly string[]): () => void {
  for (const id of ids) watched.set(id, (watched.get(id) ?? 0) + 1);
  if (ids.length > 0 && !asking) later(GATHER_MS);
  return () => {
    for (const id of ids) {
      const left = (watched.get(id) ?? 1) - 1;
      if (left > 0) watched.set(id, left);
      else watched.delete(id);
    }
    if (watched.size === 0) clearTimeout(timer);
  };
}

/** What a host's engine shows, asked again every few seconds while this is in the page. @param id absent: it has none */
export function useLook(id: string | undefined): Look | undefined {
  useEffect(() => (id === undefined ? undefined : watch([id])), [id]);
  return useLooks(({ looks }) => (id === undefined ? undefined : looks[id]));
}

const none = {};

/** The same of many, for what depends on all of them; with no ids nothing is asked, and nothing changes. */
export function useLooksOf(ids: readonly string[]): Readonly<Record<string, Look>> {
  useEffect(() => watch(ids), [ids]);
  return useLooks(({ looks }) => (ids.length === 0 ? none : looks));
}
