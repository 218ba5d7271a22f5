/**
 * Whether a 429 that names no time means that the limit is used up. Then what left after it is refused
 * as well; where most of that passes, only this one request was refused.
 */
export class Doubt {
	/** The requests that had left after it and were not answered yet. */
	private readonly witnesses: Set<number>;

	/** So many of them have to pass. */
	private needed: number;

	/**
	 * @param number The number of the request that was refused
	 * @param underWay The numbers of those that are not answered yet
	 */
	constructor(number: number, underWay: Iterable<number>) {
		this.witnesses = new Set([...underWay].filter((other) => other > number));
		this.needed = Math.floor(this.witnesses.size / 2) + 1;
	}

	/** Whether nothing can tell before the next request does. */
	get isWithoutWitness(): boolean {
		return this.witnesses.size === 0;
	}

	/**
	 * Notes a request that passed.
	 *
	 * @returns Whether it shows that the limit is not used up
	 */
	passed(number: number): boolean {
		if (this.witnesses.delete(number)) this.needed -= 1;
		return this.needed === 0;
	}
}
