import { randomUUID } from 'node:crypto';
import type { INodeProperties } from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import { groupDigits } from '../api/numbers';
import { createNotice } from './fields/properties';
import { collection, readParameters, type Reader } from './fields/reader';
import { optionalBoolean, optionalText, optionalWholeNumber } from './fields/scalars';
import type { ItemParameters, Operation } from './operation';

const concurrency = {
	displayName: 'Concurrency',
	name: 'concurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 1_000 },
	default: 200,
	description: 'How many requests can run at the same time',
} satisfies INodeProperties;

const maxRetries = {
	displayName: 'Max Retries',
	name: 'maxRetries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 100 },
	default: 5,
	description:
		'How many times to try a request again when MoEngage cannot answer or cannot be reached. Waiting for the rate limit does not count.',
} satisfies INodeProperties;

const maxWait = {
	displayName: 'Max Wait (Seconds)',
	name: 'maxWait',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 604_800 },
	default: 900,
	description:
		"How long to wait until MoEngage's rate limit frees up, for example until a daily limit resets. Time spent in line behind your own requests does not count. If it would take longer, the remaining items are not sent, and their message tells you when the limit resets.",
} satisfies INodeProperties;

const timeout = {
	displayName: 'Timeout (Ms)',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 3_600_000 },
	default: 30_000,
	description: 'How many milliseconds to wait for the complete answer to a request',
} satisfies INodeProperties;

const createBatchSize = ({ batch, counts }: Endpoint): INodeProperties[] => {
	if (batch === undefined) return [];
	const { names = counts, size } = batch;
	return [
		{
			displayName: 'Batch Size',
			name: 'batchSize',
			type: 'number',
			typeOptions: { minValue: 1, ...(size !== Infinity && { maxValue: size }) },
			default: Math.min(size, 1_000),
			description: `How many ${names} one request can carry. The node combines items into shared requests and also keeps to MoEngage's size limit.`,
		},
	];
};

/** By what MoEngage counts on the endpoint. */
const RATES = {
	devices: { displayName: 'Devices per Minute', name: 'devicesPerMinute' },
	events: { displayName: 'Events per Minute', name: 'eventsPerMinute' },
	requests: { displayName: 'Requests per Minute', name: 'requestsPerMinute' },
	users: { displayName: 'Users per Minute', name: 'usersPerMinute' },
} as const;

const createRate = ({ counts, perMinute, hasUnknownLimit }: Endpoint): INodeProperties => ({
	...RATES[counts],
	type: 'number',
	typeOptions: { minValue: 1 },
	default: perMinute,
	description: `The maximum number of ${counts} per minute. Change it if MoEngage has agreed to ${hasUnknownLimit ? 'another limit' : `a limit other than the documented ${groupDigits(perMinute)}`}, or if other systems use the same limit.`,
});

const requestId: INodeProperties = {
	displayName: 'Request ID',
	name: 'requestId',
	type: 'string',
	default: '',
	placeholder: 'e.g. newsletter-form-2026-05-17',
	description:
		'Your own ID for the request. If empty, the node generates one. If a run takes several requests, the node adds -1, -2, and so on.',
};

const previewOnly: INodeProperties = {
	displayName: 'Preview Only',
	name: 'previewOnly',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	description:
		'Whether to send nothing and output the requests that the node would send. A hint says how many requests and minutes the run would take.',
};

const previewNotice = createNotice(
	'previewOnlyNotice',
	'Nothing is sent while <b>Preview Only</b> is on. Turn it off to send the items.',
	{ previewOnly: [true] },
);

const repeatUnclear: INodeProperties = {
	displayName: 'Repeat When Unclear',
	name: 'repeatUnclear',
	type: 'boolean',
	default: false,
	hint: 'While this is on, an event may be recorded twice',
	description:
		'Whether to send an event again when it is unclear whether MoEngage recorded it, for example after a timeout. The event may then be recorded twice.',
};

/** The highest limit, in requests a minute, that makes everyday runs wait. */
const MAX_LOW_LIMIT = 100;

const writePace = ({ perMinute, counts, batch }: Endpoint): string => {
	const limit = `MoEngage accepts ${groupDigits(perMinute)} of these requests a minute`;
	if (batch === undefined) return `${limit}, and each item takes one.`;
	const { names: records = counts } = batch;
	const pace = groupDigits(perMinute * batch.size);
	return `${limit}, each with up to ${batch.size} ${records}, so up to ${pace} ${records} a minute.`;
};

const WAIT = 'A larger run waits for its turn without showing progress.';
const STOP = 'If you stop it, everything sent so far stays sent, and running it again is safe.';

/** Says what a low limit means for a run; nothing where the limit is high. */
const createLimitNotices = ({ endpoint, isRead }: Operation): INodeProperties[] => {
	if (endpoint.counts !== 'requests' || endpoint.perMinute > MAX_LOW_LIMIT) return [];
	const sentences = [writePace(endpoint), WAIT, ...(isRead ? [] : [STOP])];
	return [createNotice('limitNotice', sentences.join(' '))];
};

const createOptions = ({ endpoint, options = [] }: Operation): INodeProperties[] => [
	...createBatchSize(endpoint),
	concurrency,
	maxRetries,
	maxWait,
	createRate(endpoint),
	timeout,
	...(endpoint.hasRequestId ? [requestId] : []),
	...(endpoint.idempotent ? [] : [repeatUnclear]),
	...options,
];

/** Sorts by label. `localeCompare` would first load its data, which takes longer than all else here. */
const compareNames = (one: INodeProperties, other: INodeProperties): number =>
	one.displayName < other.displayName ? -1 : 1;

/**
 * What every operation ends with. The preview is a parameter of its own with one name everywhere, so
 * that n8n carries it over when the operation is changed: whoever previews never sends by accident.
 */
export const createRunProperties = (operation: Operation): INodeProperties[] => [
	...createLimitNotices(operation),
	...(operation.isRead ? [] : [previewOnly, previewNotice]),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: createOptions(operation).sort(compareNames),
	},
];

/** Reads a number within the bounds of its field, or the default of the field. */
const numberOf = (field: typeof concurrency): Reader<number> => {
	const read = optionalWholeNumber(field.typeOptions.minValue, field.typeOptions.maxValue);
	return (...given) => read(...given) ?? field.default;
};

const anyRate = optionalWholeNumber(1);

const schema = {
	previewOnly: optionalBoolean,
	options: collection({
		batchSize: optionalWholeNumber(1),
		concurrency: numberOf(concurrency),
		devicesPerMinute: anyRate,
		eventsPerMinute: anyRate,
		maxRetries: numberOf(maxRetries),
		maxWait: numberOf(maxWait),
		repeatUnclear: optionalBoolean,
		requestId: optionalText,
		requestsPerMinute: anyRate,
		timeout: numberOf(timeout),
		usersPerMinute: anyRate,
	}),
};

/** Reads the options as the delivery takes them, with times in milliseconds. @throws InvalidInput */
export const readOptions = (operation: Operation, parameters: ItemParameters) => {
	const { endpoint, isRead = false } = operation;
	const { previewOnly: isPreview, options } = readParameters(schema, parameters);
	const perMinute = options[RATES[endpoint.counts].name];
	// Where each record counts, a request must not use up more than a minute's limit.
	const mostRecords = endpoint.batch?.countsRecords ? (perMinute ?? endpoint.perMinute) : Infinity;
	return {
		concurrency: options.concurrency,
		maxRetries: options.maxRetries,
		timeout: options.timeout,
		maxWait: options.maxWait * 1_000,
		perMinute,
		batchSize: Math.min(options.batchSize ?? Infinity, mostRecords),
		requestId: endpoint.hasRequestId ? (options.requestId ?? randomUUID()) : undefined,
		previewOnly: !isRead && isPreview === true,
		repeatsAmbiguous: options.repeatUnclear === true,
	};
};

export type RunOptions = ReturnType<typeof readOptions>;
