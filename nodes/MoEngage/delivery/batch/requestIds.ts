/** The longest number that an id gets when a run has several requests. */
export const LONGEST_SUFFIX = '-0000000';

export interface RequestIds {
	/** The id of a batch, by its index in the run. */
	ofBatch: (index: number) => string | undefined;
	/** A further id, for a part of a batch that was rejected. */
	next: () => string | undefined;
}

/**
 * Gives out the ids of a run's requests, for endpoints whose requests carry one. A single request has
 * the stem itself as its id; several are numbered.
 *
 * @param stem Absent where requests carry no id
 * @param batches How many requests the run begins with
 */
export const createRequestIds = (stem: string | undefined, batches: number): RequestIds => {
	let last = batches === 1 ? 0 : batches;
	const number = (value: number) => (stem === undefined ? undefined : `${stem}-${value}`);
	return {
		ofBatch: (index) => (batches === 1 ? stem : number(index + 1)),
		next: () => number((last += 1)),
	};
};
