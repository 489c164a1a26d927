/**
 * Who may import whom, as a list to be read from the top: the first area that a file belongs to is its own. `ours` are
 * files of this repository by path, `types` those from which only types may come, `packages` the others. All may import
 * from their own area.
 */

/** @typedef {{ area: RegExp, ours: RegExp, types?: RegExp, packages: RegExp, why: string }} Rule */

const NOTHING = /^$/;
const ANYTHING = /./;
const isPlainNode = /^(?!(electron|react|react-dom|zustand|@mantine|@tanstack|@tabler)(\/|$))(?!electron-)/;

/** A feature shows the file that has its name, its index, or its port; the rest is its inside. */
const publicOfDriver = /^driver\/([\w-]+)\/(index|\1|provider)(\.ts)?$/;

/** @type {Rule[]} */
export const rules = [
  {
    area: /^renderer\//,
    ours: /^driver\/model\//,
    types: /^(driver\/api|preload)\//,
    packages: /^(?!(electron|openstack-ts)(\/|$))(?!node:)/,
    why: 'the window knows the model, and only the types of the API',
  },
  {
    area: /^preload\//,
    ours: NOTHING,
    types: ANYTHING,
    packages: /^electron(\/renderer)?$/,
    why: 'a sandboxed preload has nothing but Electron, and of ours only types',
  },
  {
    area: /^main\//,
    ours: /^driver\/(index|system|model\/.*)(\.ts)?$/,
    types: /^(driver|preload)\//,
    packages: ANYTHING,
    why: 'the main process starts the driver and knows the model',
  },
  {
    area: /^cli\//,
    ours: /^driver\/model\//,
    types: /^driver\/api\//,
    packages: isPlainNode,
    why: 'the command knows the model, and only the types of the API',
  },
  {
    area: /^driver\/openstack-ts\//,
    ours: NOTHING,
    packages: /^(node:|(undici|zod|yaml)(\/|$))/,
    why: 'the OpenStack client knows nothing of Rockpool, and has no packages but those that it names',
  },
  {
    area: /^driver\/model\//,
    ours: NOTHING,
    packages: /^(zod|fastest-levenshtein)(\/|$)/,
    why: 'the model runs in a browser too',
  },
  {
    area: /^driver\/[^/]+$/,
    // The client has a name of its own.
    ours: /^driver\/(?!openstack-ts\/)/,
    packages: isPlainNode,
    why: 'the driver is plain Node and stands alone',
  },
  {
    area: /^driver\/api\//,
    ours: /^driver\/model\//,
    types: /^driver\/(services$|[\w-]+\/)/,
    packages: isPlainNode,
    why: 'the API calls the services handed to it',
  },
  {
    area: /^driver\/[\w-]+\//,
    ours: new RegExp(`${publicOfDriver.source}|^driver/model/`),
    types: /^driver\/(services|system)$/,
    packages: isPlainNode,
    why: 'features of the driver import what others show, never their insides',
  },
  {
    area: /^(test|scripts)\//,
    ours: ANYTHING,
    packages: ANYTHING,
    why: 'tests and scripts may reach everything',
  },
];

/** Tests stand beside what they test and may reach everything. */
export const isTest = file => /\.test\.tsx?$|^test\//.test(file);

/** The folder that a file's rule calls its own: a feature of the driver, or a process. */
export const ownArea = file => (/^(driver\/[\w-]+|[\w-]+)\//.exec(file) ?? [])[0];

/** Where time and chance come from, and the end of a turn, which is neither. */
const systems = new Set([
  'driver/system.ts',
  'driver/openstack-ts/src/core/system.ts',
  'driver/ssh/turnEnd.ts',
]);

/** Where only the Clock and Random that are handed in may tell time and draw lots. */
export const hasBorrowedClock = file => file.startsWith('driver/') && !systems.has(file) && !isTest(file);
