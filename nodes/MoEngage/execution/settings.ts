import { randomUUID } from 'node:crypto';
import { z } from 'zod';

import type { DeliverySettings } from '../delivery/attempts';
import { optionalText } from '../resources/fields/identifiers';
import { collection, complain, optional, readFields, show } from '../resources/fields/readFields';
import type { Operation, ItemParameters } from '../resources/operation';
import {
	DEFAULT_CONCURRENCY,
	DEFAULT_MAX_RETRIES,
	DEFAULT_MAX_WAIT,
	DEFAULT_TIMEOUT,
} from '../resources/options';

const wholeNumber = (least: number) =>
	optional((value, context): number => {
		const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		if (typeof number === 'number' && Number.isInteger(number) && number >= least) return number;
		return complain(
			context,
			`is ${show(value)}, which is no whole number of at least ${least}`,
			'Correct it in the options, or remove it there to use the default.',
		);
	});

const schema = z.object({
	options: collection({
		batchSize: wholeNumber(1),
		concurrency: wholeNumber(1),
		maxRetries: wholeNumber(0),
		maxWait: wholeNumber(0),
		requestId: optionalText,
		requestsPerMinute: wholeNumber(1),
		timeout: wholeNumber(1),
	}),
});

/** Reads the options, which hold for all items of a run. */
export const readSettings = (
	operation: Operation,
	parameters: ItemParameters,
): DeliverySettings => {
	const { options } = readFields(schema, parameters, operation.properties);
	const { pool, perMinute } = operation.endpoint;
	const limit = options.requestsPerMinute ?? perMinute;
	return {
		concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
		maxRetries: options.maxRetries ?? DEFAULT_MAX_RETRIES,
		timeout: options.timeout ?? DEFAULT_TIMEOUT,
		maxWait: (options.maxWait ?? DEFAULT_MAX_WAIT) * 1_000,
		perMinute: options.requestsPerMinute,
		// Where each record counts, a request must not use up more than a minute's limit.
		batchSize: Math.min(options.batchSize ?? Infinity, pool?.countsRecords ? limit : Infinity),
		requestId: operation.namesRequests ? (options.requestId ?? randomUUID()) : undefined,
	};
};
