import path from 'node:path';
import { app } from 'electron';

/** What the sample image is called, and what its page says. Made by scripts/sample-image. */
export const sample = {
  name: 'rockpool/sample',
  id: 'rockpool/sample:latest',
  port: 8080,
  text: 'This page comes out of a container',
};

/** The sample's tarball for an engine of this architecture. */
export function samplePath(architecture: string): string {
  const folder = app.isPackaged
    ? path.join(process.resourcesPath, 'sample-image')
    : path.join(app.getAppPath(), 'build/sample-image');
  return path.join(folder, `${architecture}.tar`);
}
