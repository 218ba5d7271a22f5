import type { INodeProperties } from 'n8n-workflow';

import type { Endpoint } from '../api/endpoints';
import { groupDigits } from '../api/numbers';

/** How many requests are under way at the same time, unless the user says otherwise. */
export const DEFAULT_CONCURRENCY = 100;
export const DEFAULT_MAX_RETRIES = 5;
/** Milliseconds. */
export const DEFAULT_TIMEOUT = 30_000;
/** Seconds. */
export const DEFAULT_MAX_WAIT = 900;

/** What users call the records that the endpoint's requests pool. */
const POOLED: Record<string, string> = {
	elements: 'devices',
	recipients: 'addresses',
	user_preferences: 'customers',
};

interface NumberTexts {
	displayName: string;
	name: string;
	description: string;
}

const number = (
	texts: NumberTexts,
	preset: number,
	typeOptions: { minValue: number; maxValue?: number },
): INodeProperties => ({ ...texts, type: 'number', default: preset, typeOptions });

const batchSize = ({ pool }: Endpoint): INodeProperties[] => {
	if (pool === undefined) return [];
	const records = POOLED[pool.list] ?? 'records';
	const texts = {
		displayName: 'Batch Size',
		name: 'batchSize',
		description: `How many ${records} one request carries at the most. The node fills requests across items and also keeps to MoEngage's limit in bytes.`,
	};
	return pool.size === Infinity
		? [number(texts, 1_000, { minValue: 1 })]
		: [number(texts, pool.size, { minValue: 1, maxValue: pool.size })];
};

const requestId: INodeProperties = {
	displayName: 'Request ID',
	name: 'requestId',
	type: 'string',
	default: '',
	placeholder: 'e.g. newsletter-form-2026-05-17',
	description:
		'Identifies the request in MoEngage; generated when empty. With several requests, -1, -2 and so on is appended.',
};

/** The collection that every operation ends with. */
export const optionsFor = (
	endpoint: Endpoint,
	{ namesRequests = false } = {},
): INodeProperties => ({
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		...batchSize(endpoint),
		number(
			{
				displayName: 'Concurrency',
				name: 'concurrency',
				description: 'How many requests are under way at the same time at the most',
			},
			DEFAULT_CONCURRENCY,
			{ minValue: 1 },
		),
		number(
			{
				displayName: 'Max Retries',
				name: 'maxRetries',
				description:
					'How often a request is tried again after a refusal for the rate limit, a server or connection fault, or a time-out',
			},
			DEFAULT_MAX_RETRIES,
			{ minValue: 0 },
		),
		number(
			{
				displayName: 'Max Wait (Seconds)',
				name: 'maxWait',
				description:
					'How long one request may wait for a rate limit to reset, such as a daily one. Beyond that its items end with a message that names the time of the reset.',
			},
			DEFAULT_MAX_WAIT,
			{ minValue: 0 },
		),
		...(namesRequests ? [requestId] : []),
		number(
			{
				displayName: 'Requests per Minute',
				name: 'requestsPerMinute',
				description: `How many ${endpoint.counts} the workspace takes a minute, where MoEngage has agreed to another number than the documented ${groupDigits(endpoint.perMinute)}, or where other systems need a share`,
			},
			endpoint.perMinute,
			{ minValue: 1 },
		),
		number(
			{
				displayName: 'Timeout (Ms)',
				name: 'timeout',
				description: 'How many milliseconds to wait for an answer before a request is tried again',
			},
			DEFAULT_TIMEOUT,
			{ minValue: 1 },
		),
	],
});
