import type { SimulatedContainer } from './machines';

/** Where the ports of containers are published on 127.0.0.1. */
export interface Ports {
  /** Undefined until it is known. */
  of(container: SimulatedContainer): number | undefined;
  /** The same, made known. */
  open(container: SimulatedContainer): Promise<number>;
  /** Nothing is published of it any more. */
  close(container: SimulatedContainer): void;
}

const FIRST_PORT = 32_768;
const PORTS = 28_000;

/** Ports by number alone, on which nothing listens: for simulated time. */
export const numberedPorts: Ports = {
  of: ({ number }) => FIRST_PORT + (number % PORTS),
  open: async container => FIRST_PORT + (container.number % PORTS),
  close: () => undefined,
};
