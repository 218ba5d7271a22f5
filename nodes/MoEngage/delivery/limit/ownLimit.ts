import type { Clock } from '../clock';

/** The limit per minute that a user gives one execution, in what the endpoint counts. */
export class OwnLimit {
	constructor(
		readonly perMinute: number,
		readonly clock: Clock,
	) {}
}
