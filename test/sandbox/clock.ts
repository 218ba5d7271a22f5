/** The time by which limits and deletions go, in milliseconds. It passes by itself and can be moved on. */
export interface Clock {
	now(): number;
	advance(ms: number): void;
}

export const createClock = (): Clock => {
	let ahead = 0;
	return {
		now: () => performance.now() + ahead,
		advance: (ms) => {
			ahead += ms;
		},
	};
};
