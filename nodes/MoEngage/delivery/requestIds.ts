/** Room for the number that an id gets when a run has several requests. */
export const LARGEST_SUFFIX = '-0000000';

export interface RequestIds {
	/** The id of a pool, by its place among the pools of the run. */
	ofBatch: (place: number) => string | undefined;
	/** A further id, for a part of a pool that was divided. */
	next: () => string | undefined;
}

/**
 * Gives out the ids of a run's requests, for endpoints whose requests carry one. A single request has
 * the stem itself as its id; several are numbered.
 *
 * @param stem Absent where requests carry no id
 * @param pools How many requests the run begins with
 */
export const createRequestIds = (stem: string | undefined, batches: number): RequestIds => {
	let last = batches === 1 ? 0 : batches;
	const number = (value: number) => (stem === undefined ? undefined : `${stem}-${value}`);
	return {
		ofBatch: (place) => (batches === 1 ? stem : number(place + 1)),
		next: () => number((last += 1)),
	};
};
