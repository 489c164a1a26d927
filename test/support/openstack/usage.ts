/** What a project has taken of what its quotas count. */
export class Usage {
  readonly #taken = new Map<string, number>();

  of(projectId: string, what: string): number {
    return this.#taken.get(`${projectId} ${what}`) ?? 0;
  }

  add(projectId: string, what: string, amount: number): void {
    this.#taken.set(`${projectId} ${what}`, this.of(projectId, what) + amount);
  }
}
