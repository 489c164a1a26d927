import type { Blueprint } from '../../driver/model/blueprint';
import type { Host } from '../../driver/model/host';
import type { Image } from '../../driver/model/image';
import type { Instance } from '../../driver/model/instance';
import type { JumpHost } from '../../driver/model/jumpHost';
import type { LabMachine } from '../../driver/model/labMachine';
import { type Pool, poolConfigSchema } from '../../driver/model/pool';
import { type Template, type TemplateConfigInput, templateConfigSchema } from '../../driver/model/template';

/** Test objects with sane defaults. */

export function aConfig(changes: Partial<TemplateConfigInput> = {}) {
  return templateConfigSchema.parse({
    name: 'docker-rstudio',
    docker_image: 'rocker/rstudio',
    internal_port: 8787,
    ...changes,
  });
}

export function aTemplate(changes: Partial<Template> = {}): Template {
  return {
    id: 'template',
    plugin: 'DockerDriver',
    config: aConfig(),
    allowedAttributes: ['docker_image', 'internal_port', 'maximum_lifetime'],
    active: true,
    createdAt: 1,
    updatedAt: 1,
    ...changes,
  };
}

export function aBlueprint(changes: Partial<Blueprint> = {}): Blueprint {
  return {
    id: 'blueprint',
    templateId: 'template',
    config: { name: 'docker-rstudio-10m' },
    active: true,
    createdAt: 1,
    updatedAt: 1,
    ...changes,
  };
}

export function anImage(changes: Partial<Image> = {}): Image {
  return {
    id: 'rocker/rstudio:latest',
    imageId: `sha256:${'ab'.repeat(32)}`,
    file: 'rocker.rstudio.img',
    fileSize: 1,
    size: 1,
    format: 'docker-archive',
    architecture: 'amd64',
    os: 'linux',
    exposedPorts: [8787],
    entrypoint: [],
    command: ['/init'],
    environment: [],
    user: '',
    layers: [],
    configRange: { offset: 0, size: 1 },
    importedAt: 1,
    ...changes,
  };
}

export function aHost(changes: Partial<Host> = {}): Host {
  return {
    id: 'host',
    poolId: 'pool',
    name: 'localhost',
    phase: 'active',
    history: [],
    slots: 8,
    createdAt: 1,
    ...changes,
  };
}

export function anInstance(changes: Partial<Instance> = {}): Instance {
  return {
    id: 'instance',
    name: 'pb-ada-the-merry',
    poolId: 'pool',
    blueprintId: 'blueprint',
    config: aConfig({ name: 'docker-rstudio-10m' }),
    userId: 'ada',
    requestId: 'request-1',
    state: 'running',
    warnings: [],
    route: 'f'.repeat(32),
    slots: 1,
    memoryMiB: 512,
    lifetimeMs: 600_000,
    hostId: 'host',
    unknown: false,
    log: [],
    createdAt: 1,
    ...changes,
  };
}

export function aPool(changes: Partial<Pool> = {}): Pool {
  return {
    id: 'pool',
    name: 'DockerDriver',
    provider: 'local',
    engineUrl: 'unix:///var/run/docker.sock',
    config: poolConfigSchema.parse({}),
    createdAt: 1,
    ...changes,
  };
}

export function aJumpHost(changes: Partial<JumpHost> = {}): JumpHost {
  return {
    ...{ id: 'jump', poolId: 'pool', address: 'gate', port: 22, user: 'ada' },
    ...{ login: { kind: 'pool' }, jumpId: null, hostKeys: [], addedAt: 1 },
    ...changes,
  };
}

export function aMachine(changes: Partial<LabMachine> = {}): LabMachine {
  return {
    id: 'machine',
    poolId: 'pool',
    address: 'lab1',
    port: 22,
    user: 'ada',
    slots: null,
    login: { kind: 'pool' },
    sudo: 'free',
    jumpId: null,
    label: '',
    hostKeys: [],
    addedAt: 1,
    ...changes,
  };
}
