/** An answer that takes longer than this holds nobody up. Milliseconds. */
export const MAX_WAIT_FOR_ANSWER = 10_000;

/** The requests that are in flight, whatever tells them apart. */
export class InFlight<Id> {
	/** When each request was sent; oldest first. */
	private readonly sentAt = new Map<Id, number>();

	get size(): number {
		return this.sentAt.size;
	}

	add(id: Id, now: number): void {
		this.sentAt.set(id, now);
	}

	/** Whether it was in flight. */
	remove(id: Id): boolean {
		return this.sentAt.delete(id);
	}

	/**
	 * Milliseconds until fewer than `max` requests hold others up, at the latest if nothing is answered.
	 *
	 * @param max At least one
	 */
	timeUntilBelow(max: number, now: number): number {
		if (this.sentAt.size < max) return 0;
		const oldestAt = now - MAX_WAIT_FOR_ANSWER;
		const recent = [...this.sentAt.values()].filter((at) => at > oldestAt);
		const decisive = recent[recent.length - max];
		return decisive === undefined ? 0 : decisive - oldestAt;
	}
}
