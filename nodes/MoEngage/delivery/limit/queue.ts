/** Those who wait: first come, first served. */
export class Queue<Waiter> {
	private waiters: Waiter[] = [];

	get first(): Waiter | undefined {
		return this.waiters[0];
	}

	get isEmpty(): boolean {
		return this.waiters.length === 0;
	}

	add(waiter: Waiter): void {
		this.waiters.push(waiter);
	}

	/** Takes the first out of the line. */
	takeFirst(): Waiter | undefined {
		return this.waiters.shift();
	}

	/** Takes everybody concerned out of the line, wherever they stand. */
	takeAll(isConcerned: (waiter: Waiter) => boolean): Waiter[] {
		if (!this.waiters.some(isConcerned)) return [];
		const taken = this.waiters.filter(isConcerned);
		this.waiters = this.waiters.filter((waiter) => !isConcerned(waiter));
		return taken;
	}
}
