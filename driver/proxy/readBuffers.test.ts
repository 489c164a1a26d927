import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadBuffers } from './readBuffers';

describe('the memory that is read into', () => {
  it('grows to a MiB while reads fill it, and shrinks when they no longer do', () => {
    const buffers = new ReadBuffers();
    let largest = 0;
    for (let read = 0; read < 12; read++) {
      const room = buffers.next().length;
      largest = Math.max(largest, room);
      buffers.filled(room, room, true);
    }
    expect(largest).toBe(1024 * 1024);
    for (let read = 0; read < 100_000; read++) buffers.filled(100, buffers.next().length, true);
    expect(buffers.next().length).toBeLessThanOrEqual(64 * 1024);
  });

  it('comes from two slabs in turn while everything is passed on', () => {
    const buffers = new ReadBuffers();
    const slabs = new Set<ArrayBufferLike>();
    for (let read = 0; read < 100; read++) {
      const area = buffers.next();
      if (read >= 20) slabs.add(area.buffer);
      buffers.filled(area.length, area.length, true);
    }
    expect(slabs.size).toBe(2);
  });

  it('is never given out again before what was read into it has been passed on', () => {
    const step = fc.record({ share: fc.constantFrom(0.001, 0.1, 0.5, 1, 1, 1), drain: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), steps => {
        const buffers = new ReadBuffers();
        let pending: { memory: Buffer; id: number }[] = [];
        steps.forEach(({ share, drain }, id) => {
          const area = buffers.next();
          const bytes = Math.max(1, Math.floor(area.length * share));
          area[0] = id;
          area[bytes - 1] = id;
          if (drain) pending = [];
          buffers.filled(bytes, area.length, pending.length === 0);
          pending.push({ memory: area.subarray(0, bytes), id });
          for (const { memory, id: written } of pending) {
            expect(memory[0]).toBe(written % 256);
            expect(memory[memory.length - 1]).toBe(written % 256);
          }
        });
      }),
    );
  });
});
