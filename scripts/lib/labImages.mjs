/** Image tarballs for tests and benchmarks, built from Debian packages and kept between runs. */
import path from 'node:path';
import { installPackages, isDebian, isRoot } from './debian.mjs';
import { root } from './paths.mjs';
import { must, which } from './run.mjs';
import { SetupError, step } from './say.mjs';

/** Where they are kept. */
export const labImagesDir = process.env.LAB_IMAGES || '/var/tmp/lab-images';

/**
 * Builds those that aren't there yet: some seconds for httpd, two minutes for all from nothing.
 * @param {string[]} names httpd, echo, jupyter, broken, variants, big, …
 * @returns {Promise<string>} the folder that holds them
 * @throws {SetupError}
 */
export async function ensureLabImages(names) {
  if (!isDebian() || !isRoot()) {
    throw new SetupError(
      'Sample images are built from Debian packages, by root.',
      `sudo ${path.join(root, 'test/lab/images/build')} ${names.join(' ')}`,
    );
  }
  if (!which('python3')) await installPackages(['python3'], 'building sample images');
  await step(`Building sample images (${names.join(', ')}; kept in ${labImagesDir})`, () =>
    must(path.join(root, 'test/lab/images/build'), names, {
      env: { ...process.env, LAB_IMAGES: labImagesDir },
      timeoutMs: 1_200_000,
    }),
  );
  return labImagesDir;
}
