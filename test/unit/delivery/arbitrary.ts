import fc from 'fast-check';

/** Draws from the values in turn, over and over. */
export const takeTurns = <T>(values: T[]): (() => T) => {
	let index = 0;
	return () => {
		const value = values[index % values.length];
		index += 1;
		if (value === undefined) throw new Error('There is nothing to draw from');
		return value;
	};
};

/** Milliseconds there and back; what is quick is likely, what is slow is not left out. */
const way = fc.oneof(fc.nat(50), fc.nat(3_000));

export const latencies = fc
	.array(fc.tuple(way, way), { minLength: 1, maxLength: 20 })
	.map((pairs) => takeTurns<[number, number]>(pairs));

/** How much too late sleeps end: mostly not at all. */
export const stalls = fc
	.array(fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, fc.nat(20_000)), {
		minLength: 1,
		maxLength: 20,
	})
	.map((milliseconds) => takeTurns(milliseconds));

export const headerForms = fc.constantFrom('seconds', 'epochSeconds', 'none');
