import { CPU_POOL, GPU_POOL, type PoolConfig } from '../model/pool';
import type { TemplateConfigInput } from '../model/template';
import type { SimulatorSettings } from '../providers';

/** What a demo's data folder is filled with. */

/** Images: small archives that say what they stand for; nothing runs in a simulated container. */
export const demoImages = [
  { name: 'demo/jupyter-datascience:2026.1', port: 8888, command: ['start-notebook.sh'] },
  { name: 'demo/rstudio:4.5', port: 8787, command: ['/init'] },
  { name: 'demo/code-server:4.96', port: 8443, command: ['code-server'] },
  { name: 'demo/pytorch-notebook:2.5-cuda', port: 8888, command: ['start-notebook.sh'] },
] as const;
export type DemoImageName = (typeof demoImages)[number]['name'];

interface DemoTemplate {
  /** The name of the pool that it is for. */
  plugin: string;
  config: Partial<TemplateConfigInput> & { name: string; docker_image: DemoImageName; internal_port: number };
  /** Blueprints made from it. `wanted`: how often it is launched beside the others. */
  blueprints: { name: string; description: string; wanted: number; maximum_lifetime: string }[];
}

export const demoTemplates: readonly DemoTemplate[] = [
  {
    plugin: CPU_POOL,
    config: {
      name: 'Jupyter',
      description: 'Python with the usual libraries, in a Jupyter notebook.',
      docker_image: 'demo/jupyter-datascience:2026.1',
      internal_port: 8888,
      launch_command: 'start-notebook.sh --ServerApp.base_url={proxy_path}',
      proxy_options: { set_host_header: true, bypass_token_authentication: true },
      memory_limit: '1g',
      consumed_slots: 2,
    },
    blueprints: [
      {
        name: 'Statistics course',
        description: 'Exercises of the first-year course.',
        wanted: 6,
        maximum_lifetime: '3h',
      },
      {
        name: 'Machine learning',
        description: 'Notebooks of the lab sessions.',
        wanted: 4,
        maximum_lifetime: '4h',
      },
    ],
  },
  {
    plugin: CPU_POOL,
    config: {
      name: 'RStudio',
      description: 'R with RStudio Server.',
      docker_image: 'demo/rstudio:4.5',
      internal_port: 8787,
      proxy_options: { proxy_rewrite: true, proxy_redirect: true },
      memory_limit: '2g',
      consumed_slots: 4,
    },
    blueprints: [
      {
        name: 'Genomics workshop',
        description: 'R packages for sequence data.',
        wanted: 3,
        maximum_lifetime: '8h',
      },
    ],
  },
  {
    plugin: CPU_POOL,
    config: {
      name: 'Code editor',
      description: 'An editor and a terminal in the browser.',
      docker_image: 'demo/code-server:4.96',
      internal_port: 8443,
      memory_limit: '512m',
      consumed_slots: 1,
    },
    blueprints: [
      {
        name: 'Programming basics',
        description: 'An empty workspace for a term.',
        wanted: 3,
        maximum_lifetime: '2h',
      },
    ],
  },
  {
    plugin: GPU_POOL,
    config: {
      name: 'PyTorch on a GPU',
      description: 'A notebook with a whole GPU.',
      docker_image: 'demo/pytorch-notebook:2.5-cuda',
      internal_port: 8888,
      proxy_options: { set_host_header: true, bypass_token_authentication: true },
      memory_limit: '96g',
      consumed_slots: 192,
    },
    blueprints: [
      {
        name: 'Deep learning (GPU)',
        description: 'For training runs of some hours.',
        wanted: 1,
        maximum_lifetime: '12h',
      },
    ],
  },
];

export const demoPools: readonly { name: string; config: Partial<PoolConfig> }[] = [
  {
    name: CPU_POOL,
    config: {
      DD_MAX_HOSTS: 12,
      DD_FREE_SLOT_TARGET: 36,
      DD_HOST_FLAVOR_NAME_LARGE: 'standard.large',
      DD_HOST_FLAVOR_SLOTS_LARGE: 12,
    },
  },
  { name: GPU_POOL, config: { DD_MAX_HOSTS: 2, DD_FREE_SLOT_TARGET: 0 } },
];

export const demoUsers = [
  'ada',
  'grace',
  'linus',
  'emmy',
  'alan',
  'rosalind',
  'edsger',
  'katherine',
  'dennis',
  'barbara',
  'niklaus',
  'margaret',
] as const;

/** The simulated cloud of a demo: as quick as somebody who looks at it has patience, and of a laptop's size. */
export const demoCloud: SimulatorSettings = {
  quota: 40,
  flavors: [
    { name: 'standard.medium', memoryMiB: 4096, cpus: 2 },
    { name: 'standard.large', memoryMiB: 8192, cpus: 4 },
    { name: 'standard.xlarge', memoryMiB: 16_384, cpus: 8 },
    { name: 'gpu.1.1gpu', memoryMiB: 111_616, cpus: 16 },
  ],
  bootMs: { min: 3_500, max: 9_000 },
  prepareMs: { min: 1_500, max: 5_000 },
  pushMs: { min: 400, max: 1_500 },
  startMs: { min: 500, max: 3_000 },
  deleteMs: { min: 1_500, max: 5_000 },
};
