import { randomUUID } from 'node:crypto';

import { collection, createReader } from './fields/reader';
import { optionalBoolean, optionalText, optionalWholeNumber } from './fields/scalars';
import type { ItemParameters, Operation } from './operation';
import {
	concurrency,
	createRunProperties,
	maxRetries,
	maxWait,
	RATES,
	timeout,
	type NumberOption,
} from './options';

/** What the options of a run come to. Times are in milliseconds. */
export interface RunOptions {
	/** How many requests can run at once. */
	concurrency: number;
	maxRetries: number;
	/** For a whole attempt, to the last byte of the answer. */
	timeout: number;
	/** How long it may take until the limit frees up for anyone. */
	maxWait: number;
	/** The user's own limit per minute, in what the endpoint counts. */
	perMinute?: number;
	/** At most so many records a request. */
	batchSize: number;
	/** For endpoints whose requests carry an id: the id, or the stem of several. */
	requestId?: string;
	previewOnly: boolean;
	/** Whether to repeat what MoEngage may have carried out already. */
	repeatUnclear: boolean;
}

const wholeNumber = ({ min, max }: NumberOption) => optionalWholeNumber(min, max);

const anyRate = optionalWholeNumber(1);

const schema = {
	previewOnly: optionalBoolean,
	options: collection({
		batchSize: optionalWholeNumber(1),
		concurrency: wholeNumber(concurrency),
		devicesPerMinute: anyRate,
		eventsPerMinute: anyRate,
		maxRetries: wholeNumber(maxRetries),
		maxWait: wholeNumber(maxWait),
		repeatUnclear: optionalBoolean,
		requestId: optionalText,
		requestsPerMinute: anyRate,
		timeout: wholeNumber(timeout),
		usersPerMinute: anyRate,
	}),
};

/**
 * Reads the options, which hold for all items of a run.
 * @throws InvalidInput
 */
export const readOptions = (operation: Operation, parameters: ItemParameters): RunOptions => {
	const { endpoint, isRead = false } = operation;
	const read = createReader(createRunProperties(operation));
	const { previewOnly, options } = read(schema, parameters);
	const perMinute = options[RATES[endpoint.counts].name];
	// Where each record counts, a request must not use up more than a minute's limit.
	const mostRecords = endpoint.batch?.countsRecords ? (perMinute ?? endpoint.perMinute) : Infinity;
	return {
		concurrency: options.concurrency ?? concurrency.default,
		maxRetries: options.maxRetries ?? maxRetries.default,
		timeout: options.timeout ?? timeout.default,
		maxWait: (options.maxWait ?? maxWait.default) * 1_000,
		perMinute,
		batchSize: Math.min(options.batchSize ?? Infinity, mostRecords),
		requestId: endpoint.hasRequestId ? (options.requestId ?? randomUUID()) : undefined,
		previewOnly: !isRead && previewOnly === true,
		repeatUnclear: options.repeatUnclear === true,
	};
};
