import { randomUUID } from 'node:crypto';
import { z } from 'zod';

import type { DeliverySettings } from '../delivery/attempts';
import { optionalText } from '../resources/fields/identifiers';
import { collection, readFields } from '../resources/fields/readFields';
import { optionalWholeNumber } from '../resources/fields/wholeNumbers';
import type { Operation, ItemParameters } from '../resources/operation';
import {
	DEFAULT_CONCURRENCY,
	DEFAULT_MAX_RETRIES,
	DEFAULT_MAX_WAIT,
	DEFAULT_TIMEOUT,
} from '../resources/options';

const MAX_CONCURRENCY = 1_000;
const MAX_RETRIES = 100;
/** An hour, in milliseconds. */
const MAX_TIMEOUT = 3_600_000;

const schema = z.object({
	options: collection({
		batchSize: optionalWholeNumber(1),
		concurrency: optionalWholeNumber(1, MAX_CONCURRENCY),
		maxRetries: optionalWholeNumber(0, MAX_RETRIES),
		maxWait: optionalWholeNumber(0),
		requestId: optionalText,
		requestsPerMinute: optionalWholeNumber(1),
		timeout: optionalWholeNumber(1, MAX_TIMEOUT),
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
