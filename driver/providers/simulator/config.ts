import { z } from 'zod';
import { faultSchema } from './faults';

const hourMs = 3_600_000;
const duration = z.number().int().min(0).max(hourMs);

/** A time in ms that is drawn anew each time, each between the two as likely. */
const between = (min: number, max: number) =>
  z
    .object({ min: duration, max: duration })
    .refine(range => range.min <= range.max, 'The least must not be above the most.')
    .default({ min, max });
export type Range = { min: number; max: number };

const share = (likely: number) => z.number().min(0).max(1).default(likely);

const flavorSchema = z.object({
  name: z.string().min(1),
  memoryMiB: z.number().int().min(512),
  cpus: z.number().int().min(1),
});
export type Flavor = z.infer<typeof flavorSchema>;

/** How the simulated cloud behaves. Times are in ms. Everything has a default: a quick cloud without trouble. */
export const simulatorConfigSchema = z.object({
  seed: z
    .number()
    .int()
    .default(1)
    .describe('What chance begins with: the same seed and the same calls give the same history.'),
  quota: z
    .number()
    .int()
    .min(0)
    .default(10_000)
    .describe('Machines that there can be at a time, whoever they belong to; more are refused.'),
  flavors: z
    .array(flavorSchema)
    .min(1)
    .default([
      { name: 'standard.medium', memoryMiB: 4096, cpus: 2 },
      { name: 'standard.xlarge', memoryMiB: 16_384, cpus: 8 },
      { name: 'gpu.1.1gpu', memoryMiB: 111_616, cpus: 16 },
    ])
    .describe(
      'Sizes of machines; the first is what a host gets that names none. These have 6, 24 and 210 slots.',
    ),
  images: z
    .array(z.string())
    .default([])
    .describe('Ids (sha256:…) of the images that the engine of a new machine has from the start.'),
  bootMs: between(20_000, 60_000).describe('From asking for a machine until it runs.'),
  prepareMs: between(5_000, 15_000).describe('From then until its engine answers.'),
  pushMs: between(5_000, 20_000).describe('For one image to be pushed to an engine.'),
  startMs: between(1_000, 6_000).describe("From a container's start until its port answers."),
  deleteMs: between(2_000, 10_000).describe('From asking for the end of a machine until it is gone.'),
  apiLatencyMs: between(50, 400).describe("For one answer of the cloud's API."),
  engineLatencyMs: between(2, 30).describe('For one answer of an engine.'),
  failureRates: z
    .object({
      boot: share(0).describe('Machines that fail instead of running.'),
      api: share(0).describe('Calls of the cloud that are answered with an error of its own (500).'),
      engine: share(0).describe('Calls of engines that are answered with an error of their own (500).'),
      app: share(0).describe('Containers that end by themselves before their port answers.'),
      hostsPerHour: z.number().min(0).default(0).describe('How often an hour a running machine dies.'),
    })
    .prefault({}),
  faults: z
    .array(faultSchema)
    .default([])
    .describe('Named faults, each from its time on (counted from the beginning of the simulation).'),
});
export type SimulatorConfig = z.infer<typeof simulatorConfigSchema>;
export type SimulatorSettings = z.input<typeof simulatorConfigSchema>;
