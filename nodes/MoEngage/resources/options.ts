import type { INodeProperties } from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import { groupDigits } from '../api/numbers';
import type { Operation } from './operation';

/** A number that users can set, with what it is when they do not. */
export interface NumberOption {
	displayName: string;
	name: string;
	description: string;
	default: number;
	min: number;
	max?: number;
}

export const concurrency: NumberOption = {
	displayName: 'Concurrency',
	name: 'concurrency',
	description: 'How many requests can run at the same time',
	default: 200,
	min: 1,
	max: 1_000,
};

export const maxRetries: NumberOption = {
	displayName: 'Max Retries',
	name: 'maxRetries',
	description:
		'How many times to try a request again when MoEngage cannot answer or cannot be reached. Waiting for the rate limit does not count.',
	default: 5,
	min: 0,
	max: 100,
};

export const maxWait: NumberOption = {
	displayName: 'Max Wait (Seconds)',
	name: 'maxWait',
	description:
		"How long to wait until MoEngage's rate limit frees up, for example until a daily limit resets. Time spent in line behind your own requests does not count. If it would take longer, the remaining items are not sent, and their message tells you when the limit resets.",
	default: 900,
	min: 0,
	max: 604_800,
};

export const timeout: NumberOption = {
	displayName: 'Timeout (Ms)',
	name: 'timeout',
	description: 'How many milliseconds to wait for the complete answer to a request',
	default: 30_000,
	min: 1,
	max: 3_600_000,
};

const batchSize = (endpoint: Endpoint): NumberOption[] => {
	const { batch } = endpoint;
	if (batch === undefined) return [];
	const hasMax = batch.size !== Infinity;
	return [
		{
			displayName: 'Batch Size',
			name: 'batchSize',
			description: `How many ${batch.names ?? endpoint.counts} one request can carry. The node combines items into shared requests and also keeps to MoEngage's size limit.`,
			default: hasMax ? batch.size : 1_000,
			min: 1,
			...(hasMax ? { max: batch.size } : {}),
		},
	];
};

/** By what MoEngage counts on the endpoint. */
export const RATES = {
	devices: { displayName: 'Devices per Minute', name: 'devicesPerMinute' },
	events: { displayName: 'Events per Minute', name: 'eventsPerMinute' },
	requests: { displayName: 'Requests per Minute', name: 'requestsPerMinute' },
	users: { displayName: 'Users per Minute', name: 'usersPerMinute' },
} as const;

const rate = ({ counts, perMinute, hasUnknownLimit }: Endpoint): NumberOption => ({
	...RATES[counts],
	description: `The maximum number of ${counts} per minute. Change it if MoEngage has agreed to ${hasUnknownLimit ? 'another limit' : `a limit other than the documented ${groupDigits(perMinute)}`}, or if other systems use the same limit.`,
	default: perMinute,
	min: 1,
});

const requestId: INodeProperties = {
	displayName: 'Request ID',
	name: 'requestId',
	type: 'string',
	default: '',
	placeholder: 'e.g. newsletter-form-2026-05-17',
	description:
		'Your own ID of the request at MoEngage. If empty, the node generates one. If a run takes several requests, the node adds -1, -2, and so on.',
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

const previewNotice: INodeProperties = {
	displayName: 'Nothing is sent while <b>Preview Only</b> is on. Turn it off to send the items.',
	name: 'previewOnlyNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { previewOnly: [true] } },
};

const repeatUnclear: INodeProperties = {
	displayName: 'Repeat When Unclear',
	name: 'repeatUnclear',
	type: 'boolean',
	default: false,
	hint: 'While this is on, an event may be recorded twice',
	description:
		'Whether to send an event again when it is unclear whether MoEngage recorded it, for example after a timeout. The event may then be recorded twice.',
};

const numbersOf = ({ endpoint }: Operation): NumberOption[] => [
	...batchSize(endpoint),
	concurrency,
	maxRetries,
	maxWait,
	rate(endpoint),
	timeout,
];

const toProperty = ({ min, max, ...property }: NumberOption): INodeProperties => ({
	...property,
	type: 'number',
	typeOptions: { minValue: min, ...(max === undefined ? {} : { maxValue: max }) },
});

/** For the order of the alphabet; loading what languages sort by would take longer than all of this. */
const compareNames = (one: INodeProperties, other: INodeProperties): number =>
	one.displayName < other.displayName ? -1 : 1;

/** The collection that every operation ends with. */
const createOptionsProperty = (operation: Operation): INodeProperties => {
	const { endpoint, options = [] } = operation;
	const fields = [
		...numbersOf(operation).map(toProperty),
		...(endpoint.hasRequestId ? [requestId] : []),
		...(endpoint.idempotent ? [] : [repeatUnclear]),
		...options,
	];
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: fields.sort(compareNames),
	};
};

/**
 * What every operation ends with. The preview is a parameter of its own with one name everywhere, so
 * that n8n carries it over when the operation is changed: whoever previews never sends by accident.
 */
export const createRunProperties = (operation: Operation): INodeProperties[] => [
	...(operation.isRead ? [] : [previewOnly, previewNotice]),
	createOptionsProperty(operation),
];
