const SMALL = 64 * 1024;
const LARGE = 1024 * 1024;
/** Less than this is not worth a read. */
const ROOM = 16 * 1024;

/** More slabs than this are not kept: it is the client that is slow then, not the memory. */
const KEPT = 4;

/**
 * The memory that a connection to a target reads into. Node gives every read 64 KiB of fresh memory: a 100 MB download
 * then takes 1,600 turns and leaves as much garbage, whose collection holds up the whole process. Here, the slab grows
 * as long as reads fill it and shrinks when they don't, and slabs are used again once everything that was read into
 * them has been passed on; that halves the time that a download costs.
 */
export class ReadBuffers {
  #size = SMALL;
  #slab: Buffer = Buffer.allocUnsafeSlow(SMALL);
  #used = 0;
  /** Full slabs that somebody may still read. */
  #full: Buffer[] = [];
  #free: Buffer[] = [];

  /** Where the next read goes. */
  next(): Buffer {
    if (this.#slab.length - this.#used < ROOM) {
      if (this.#full.length < KEPT) this.#full.push(this.#slab);
      this.#free = this.#free.filter(({ length }) => length === this.#size);
      this.#slab = this.#free.pop() ?? Buffer.allocUnsafeSlow(this.#size);
      this.#used = 0;
    }
    return this.#slab.subarray(this.#used);
  }

  /**
   * A read filled `bytes` of `room`, the last area that was given out.
   * @param idle true if nothing handed out before this read is in use any longer
   */
  filled(bytes: number, room: number, idle: boolean): void {
    this.#used += bytes;
    if (idle && this.#full.length > 0) {
      this.#free.push(...this.#full);
      this.#full = [];
    }
    if (bytes === room) this.#size = Math.min(this.#size * 2, LARGE);
    else if (bytes * 16 < this.#size) this.#size = Math.max(this.#size / 2, SMALL);
  }
}
