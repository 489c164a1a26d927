import { type Image, shortName, withTag } from '../../driver/model/image';
import { MEMORY_PER_SLOT_MIB, parseMemoryMiB, slotsForMemory } from '../../driver/model/memory';
import { type FormValues, typedNumber } from '../ui/schemaFields';

/** What a template or blueprint is launched with. */
export interface World {
  images: readonly Image[];
  /** The slots of the largest host of the template's pool; undefined while none is known. */
  largestHostSlots: number | undefined;
}

/** What may be saved and is yet worth a thought, by field path. Fields with an error have none. */
export function warningsFor(
  values: FormValues,
  { images, largestHostSlots: largest }: World,
): Record<string, string> {
  const warnings: Record<string, string> = {};
  const name = text(values.docker_image);
  const image = findImage(images, name);
  if (name && !image) {
    warnings.docker_image = `"${name}" is not in the image directory yet. Launches fail until you import or pull it under Images.`;
  }

  const port = typedNumber(text(values.internal_port));
  if (
    image &&
    Number.isInteger(port) &&
    image.exposedPorts.length > 0 &&
    !image.exposedPorts.includes(port)
  ) {
    warnings.internal_port = `The image exposes ${listed(image.exposedPorts)}, not ${port}.`;
  }

  const slots = typedNumber(text(values.consumed_slots));
  const memoryMiB = parseMemoryMiB(text(values.memory_limit));
  if (memoryMiB !== undefined && slots >= 1 && memoryMiB > slots * MEMORY_PER_SLOT_MIB) {
    const right = slotsForMemory(memoryMiB);
    warnings.memory_limit = `More than the share of ${counted(slots, 'slot')} (${slots * MEMORY_PER_SLOT_MIB}m): hosts may run out of memory. ${counted(right, 'slot')} would be right.`;
  }

  if (largest !== undefined && slots > largest) {
    warnings.consumed_slots = `The largest host of the pool has ${counted(largest, 'slot')}, so no instance could be launched.`;
  }
  return warnings;
}

/** The slots that the memory limit asks for, where the form has fewer. */
export function slotsForLimit(values: FormValues): number | undefined {
  const memoryMiB = parseMemoryMiB(text(values.memory_limit));
  const slots = typedNumber(text(values.consumed_slots));
  const right = memoryMiB === undefined ? 0 : slotsForMemory(memoryMiB);
  return right > slots ? right : undefined;
}

/** The image of this name, with or without its tag. */
export function findImage(images: readonly Image[], name: string): Image | undefined {
  const id = withTag(name.trim());
  return images.find(image => image.id === id);
}

/** What people choose images by, in alphabetical order. */
export function imageNames(images: readonly Image[]): string[] {
  return images.map(image => shortName(image.id)).sort((a, b) => a.localeCompare(b));
}

function text(value: FormValues[string] | undefined): string {
  return typeof value === 'string' ? value.trim() : '';
}

function listed(ports: readonly number[]): string {
  return ports.length === 1 ? `port ${ports[0]}` : `the ports ${ports.join(', ')}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
