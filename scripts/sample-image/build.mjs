/**
 * `node scripts/sample-image/build.mjs` makes build/sample-image/*.tar: the image that the self-test imports, one `docker
 * save` archive for each architecture, the same bytes each time. They are checked in; who changes server.c runs this
 * (Debian: apt-get install gcc gcc-aarch64-linux-gnu).
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack as createPack } from 'tar-stream';

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.resolve(here, '../../build/sample-image');
const compilers = { amd64: 'x86_64-linux-gnu-gcc', arm64: 'aarch64-linux-gnu-gcc' };
const flags = [
  ...['-static', '-nostdlib', '-Os', '-s', '-fno-stack-protector', '-fno-asynchronous-unwind-tables'],
  ...['-fno-pie', '-no-pie', '-Wl,--build-id=none', '-Wl,-z,noseparate-code'],
];
const epoch = new Date(0);
const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

/** @param {{ name: string, mode?: number, content: Buffer | string }[]} entries */
async function tar(entries) {
  const pack = createPack();
  for (const { name, mode = 0o644, content } of entries)
    pack.entry({ name, mode, mtime: epoch, uid: 0, gid: 0 }, content);
  pack.finalize();
  const chunks = [];
  for await (const chunk of pack) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** @param {string} architecture @param {Buffer} program */
async function image(architecture, program) {
  const layer = await tar([{ name: 'server', mode: 0o755, content: program }]);
  const config = JSON.stringify({
    architecture,
    os: 'linux',
    created: epoch.toISOString(),
    config: { Entrypoint: ['/server'], ExposedPorts: { '8080/tcp': {} }, User: '65534:65534' },
    rootfs: { type: 'layers', diff_ids: [`sha256:${sha256(layer)}`] },
    history: [{ created: epoch.toISOString(), created_by: 'server.c' }],
  });
  const names = { config: `${sha256(config)}.json`, layer: `${sha256(layer)}/layer.tar` };
  const manifest = [{ Config: names.config, RepoTags: ['rockpool/sample:latest'], Layers: [names.layer] }];
  return tar([
    { name: names.layer, content: layer },
    { name: names.config, content: config },
    { name: 'manifest.json', content: JSON.stringify(manifest) },
  ]);
}

const workDir = mkdtempSync(path.join(os.tmpdir(), 'rockpool-sample-'));
try {
  mkdirSync(target, { recursive: true });
  for (const [architecture, compiler] of Object.entries(compilers)) {
    const program = path.join(workDir, architecture);
    execFileSync(compiler, [...flags, '-o', program, path.join(here, 'server.c')], { stdio: 'inherit' });
    const file = path.join(target, `${architecture}.tar`);
    writeFileSync(file, await image(architecture, readFileSync(program)));
    console.log(`${file}: ${readFileSync(file).length} bytes`);
  }
} finally {
  rmSync(workDir, { recursive: true });
}
