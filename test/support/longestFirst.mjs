import { BaseSequencer } from 'vitest/node';

/**
 * Test files that take minutes, about the longest first. Where workers share the files of a project, one that began with
 * such a file in the end would go on alone.
 */
const LONGEST = [
  'ssh/preparation',
  'ssh/preparationElsewhere',
  'ssh/images',
  'ssh/imageRelay',
  'ssh/imageFeeding',
  'ssh/preparedHost',
  'ssh/faultsPush',
  'ssh/faultsHost',
  'ssh/connection',
  'ssh/imageSupply',
].map(name => `/test/${name}.test.ts`);

/** The usual order, but of a project's files the longest come first. */
export class LongestFirst extends BaseSequencer {
  /** @param {import('vitest/node').TestSpecification[]} files */
  async sort(files) {
    const usual = await super.sort(files);
    return [...new Set(usual.map(({ project }) => project))].flatMap(project => {
      const own = usual.filter(file => file.project === project);
      const long = LONGEST.flatMap(name => own.filter(({ moduleId }) => moduleId.endsWith(name)));
      return [...long, ...own.filter(file => !long.includes(file))];
    });
  }
}
