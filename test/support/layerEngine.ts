import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { sha256 } from './archive';
import { answerAbout, type FakeEngine, fakeEngine, json } from './fakeSocket';

/** An image as an engine has it. */
export interface KeptImage {
  layers: string[];
  tags: Set<string>;
  labels: Record<string, string>;
}

/** Where a connection breaks: after so many bytes of what is sent, or once the image is taken and before that is said. */
export type Cut = { afterBytes: number } | 'before the answer';

/**
 * A server that keeps images in memory as Docker does, in its own store, or, `blobs`, in containerd's: what it has of
 * layers, it has by its images.
 */
export interface LayerEngine extends FakeEngine {
  /** By id. */
  readonly images: Map<string, KeptImage>;
  /** Bytes of all archives so far. */
  sentBytes(): number;
  /** The next archives' connections break there, one a cut. */
  cut(...cuts: Cut[]): void;
}

export async function layerEngine(keeps: 'layers' | 'blobs' = 'layers'): Promise<LayerEngine> {
  const images = new Map<string, KeptImage>();
  const cuts: Cut[] = [];
  let sent = 0;

  const hasChain = (layers: readonly string[]) =>
    [...images.values()].some(image => layers.every((layer, at) => image.layers[at] === layer));
  const find = (reference: string) =>
    [...images].find(([id, { tags }]) => id === reference || tags.has(reference));

  function keep(id: string, image: Pick<KeptImage, 'layers' | 'labels'>, names: readonly string[]): void {
    const kept = images.get(id) ?? { ...image, tags: new Set() };
    for (const name of names) {
      for (const { tags } of images.values()) tags.delete(name);
      kept.tags.add(name);
    }
    images.set(id, kept);
  }

  /** Everything is unpacked before anything is looked at; layers that aren't there must have a chain below. */
  function takeSaved(files: ReadonlyMap<string, Buffer>): string | undefined {
    const [entry] = JSON.parse(String(files.get('manifest.json'))) as [
      { Config: string; RepoTags: string[] | null; Layers: string[] },
    ];
    const config = files.get(entry.Config) ?? Buffer.alloc(0);
    const { rootfs, config: own } = JSON.parse(String(config));
    const diffIds = rootfs.diff_ids as string[];
    if (diffIds.length !== entry.Layers.length) return 'invalid manifest, layers length mismatch';
    for (const [at, diffId] of diffIds.entries()) {
      if (hasChain(diffIds.slice(0, at + 1))) continue;
      const layer = files.get(entry.Layers[at] ?? '');
      if (!layer) return `open ${entry.Layers[at]}: no such file or directory`;
      if (`sha256:${sha256(layer)}` !== diffId) return 'invalid diffID for layer';
    }
    keep(`sha256:${sha256(config)}`, { layers: diffIds, labels: own?.Labels ?? {} }, entry.RepoTags ?? []);
    return undefined;
  }

  /** Blobs are known by their digest alone, wherever they lie; an image is called by its manifest's. */
  function takeLayout(files: ReadonlyMap<string, Buffer>): string | undefined {
    const blob = (digest: string) => files.get(`blobs/${digest.replace(':', '/')}`);
    const there = new Set([...images.values()].flatMap(image => image.layers));
    const { manifests } = JSON.parse(String(files.get('index.json'))) as {
      manifests: { digest: string; annotations?: Record<string, string> }[];
    };
    for (const { digest, annotations } of manifests) {
      const manifest = JSON.parse(String(blob(digest))) as {
        config: { digest: string };
        layers: { digest: string }[];
      };
      const layers = manifest.layers.map(layer => layer.digest);
      for (const layer of layers) {
        const sent = blob(layer);
        if (!sent && !there.has(layer)) return `content digest ${layer}: not found`;
        if (sent && `sha256:${sha256(sent)}` !== layer) return 'unexpected commit digest';
      }
      const { config } = JSON.parse(String(blob(manifest.config.digest)));
      const name = annotations?.['io.containerd.image.name']?.replace(/^docker\.io\/(library\/)?/, '');
      keep(digest, { layers, labels: config?.Labels ?? {} }, name === undefined ? [] : [name]);
    }
    return undefined;
  }

  async function take(archive: Buffer): Promise<string | undefined> {
    const files = await unpacked(archive);
    return files.has('index.json') ? takeLayout(files) : takeSaved(files);
  }

  async function load(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const cut = cuts.shift();
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of request) {
      bytes += piece.length;
      sent += piece.length;
      pieces.push(piece);
      if (typeof cut === 'object' && bytes >= cut.afterBytes) return void request.socket.destroy();
    }
    const refusal = await take(Buffer.concat(pieces));
    if (cut === 'before the answer') return void request.socket.destroy();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(refusal === undefined ? { stream: 'Loaded' } : { errorDetail: { message: refusal } }),
    );
  }

  function list(url: URL): unknown[] {
    const { label: [label = ''] = [] } = JSON.parse(url.searchParams.get('filters') ?? '{}') as {
      label?: string[];
    };
    const [key = '', value] = label.split('=');
    return [...images]
      .filter(
        ([, { labels }]) => key === '' || (key in labels && (value === undefined || labels[key] === value)),
      )
      .map(([Id, { tags, labels, layers }]) => ({
        ...{ Id, RepoTags: [...tags], Labels: labels, Size: layers.length },
      }));
  }

  function remove(reference: string): [status: number, answer: unknown] {
    const [id, image] = find(reference) ?? [];
    if (id === undefined || !image) return [404, { message: 'No such image' }];
    if (id !== reference) image.tags.delete(reference);
    else if (image.tags.size > 1) return [409, { message: 'image is referenced in multiple repositories' }];
    if (id === reference || image.tags.size === 0) images.delete(id);
    return [200, []];
  }

  const about = keeps === 'blobs' ? { DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']] } : {};
  const server = await fakeEngine((request, response) => {
    if (answerAbout(request, response, about)) return;
    const url = new URL(request.url ?? '', 'http://engine');
    const reference = decodeURIComponent(url.pathname.replace(/^\/images\//, '').replace(/\/json$/, ''));
    if (url.pathname === '/images/load') {
      load(request, response).catch(() => request.socket.destroy());
    } else if (url.pathname === '/images/json') json(response, 200, list(url));
    else if (request.method === 'DELETE') json(response, ...remove(reference));
    else {
      const [Id, image] = find(reference) ?? [];
      if (image) json(response, 200, { Id, RootFS: { Layers: image.layers } });
      else json(response, 404, { message: 'No such image' });
    }
  });
  return { ...server, images, sentBytes: () => sent, cut: (...more) => void cuts.push(...more) };
}

async function unpacked(archive: Buffer): Promise<Map<string, Buffer>> {
  const entries = extract();
  entries.end(archive);
  const files = new Map<string, Buffer>();
  for await (const entry of entries) files.set(entry.header.name, await buffer(entry));
  return files;
}
