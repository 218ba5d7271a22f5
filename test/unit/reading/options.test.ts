import type { INodeProperties } from 'n8n-workflow';

import { findOperation } from '../../../nodes/MoEngage/resources';
import { bulkUpsert } from '../../../nodes/MoEngage/resources/device/bulkUpsert';
import { upsert } from '../../../nodes/MoEngage/resources/device/upsert';
import { createRunProperties, readOptions } from '../../../nodes/MoEngage/resources/runOptions';
import { bulkTrack } from '../../../nodes/MoEngage/resources/event/track';
import { get as getUser } from '../../../nodes/MoEngage/resources/user/get';
import { resubscribe } from '../../../nodes/MoEngage/resources/emailResubscription/resubscribe';
import type { Operation } from '../../../nodes/MoEngage/resources/operation';
import { fillIn, refusalWhile, shownAs, type Values } from './readItem';

const readAll = (operation: Operation, values: Values) =>
	readOptions(operation, {
		...fillIn(operation, values),
		form: createRunProperties(operation),
	});

const read = (options: unknown, operation: Operation = resubscribe) =>
	readAll(operation, { options });

const refusalOf = (options: unknown) => refusalWhile(() => read(options));

it.each([{}, null, undefined])('have their defaults when nothing was set: %p', (options) => {
	expect(read(options, upsert)).toEqual({
		concurrency: 200,
		maxRetries: 5,
		timeout: 30_000,
		maxWait: 900_000,
		perMinute: undefined,
		batchSize: Infinity,
		requestId: undefined,
		previewOnly: false,
		repeatsAmbiguous: false,
	});
});

it('are taken as they were set, with seconds as milliseconds', () => {
	const numbers = { batchSize: 20, concurrency: 3, maxRetries: 0, maxWait: 5 };
	const others = { requestId: ' form-7 ', requestsPerMinute: 60, timeout: '1500' };

	expect(read({ ...numbers, ...others })).toEqual({
		concurrency: 3,
		maxRetries: 0,
		timeout: 1_500,
		maxWait: 5_000,
		perMinute: 60,
		batchSize: 20,
		requestId: 'form-7',
		previewOnly: false,
		repeatsAmbiguous: false,
	});
});

describe.each([
	['batchSize', 'Batch Size', 1, Infinity],
	['concurrency', 'Concurrency', 1, 1_000],
	['maxRetries', 'Max Retries', 0, 100],
	['maxWait', 'Max Wait (Seconds)', 0, 604_800],
	['requestsPerMinute', 'Requests per Minute', 1, Infinity],
	['timeout', 'Timeout (Ms)', 1, 3_600_000],
])('%s', (name, label, least, most) => {
	const bounds =
		most === Infinity ? `of at least ${least}` : `from ${least} to ${most.toLocaleString('en-US')}`;

	it.each([least - 1, least + 0.5, -7, most + 1, 'ten', Number.NaN, Infinity, true, {}, [5]])(
		'cannot be %p',
		(value) => {
			const { message, description } = refusalOf({ [name]: value });

			expect(message).toBe(`'${label}' ${shownAs(value, `which is not a whole number ${bounds}`)}`);
			expect(description).toContain('remove it to use the default');
		},
	);

	it.each(['', ' ', null, undefined])('keeps its default when it is %p', (value) => {
		expect({ ...read({ [name]: value }), requestId: '' }).toEqual({ ...read({}), requestId: '' });
	});

	it('can be at its bounds, also as text', () => {
		expect(() => read({ [name]: least })).not.toThrow();
		expect(() => read({ [name]: String(Math.min(most, 5_000)) })).not.toThrow();
	});
});

describe('the request ID', () => {
	it('is another for every run when it was left empty', () => {
		const [one, other] = [read({}).requestId, read({ requestId: '' }).requestId];

		expect(one).toMatch(/^[\da-f]{8}-[\da-f]{4}-4/);
		expect(other).toMatch(/^[\da-f]{8}-/);
		expect(one).not.toBe(other);
	});

	it('is only there where requests carry one', () => {
		expect(read({ requestId: 'form-7' }, upsert).requestId).toBeUndefined();
	});

	it('is text or a number', () => {
		expect(read({ requestId: 7 }).requestId).toBe('7');
		expect(refusalOf({ requestId: {} }).message).toBe(
			"'Request ID' is {}, which is neither text nor a usable number",
		);
	});
});

describe('the form', () => {
	const findOptions = (operation: Operation): Partial<INodeProperties> =>
		createRunProperties(operation).find(({ name }) => name === 'options') ?? {};
	const describeOptions = (operation: Operation) => {
		const { options = [] } = findOptions(operation);
		return options
			.filter((option): option is INodeProperties => 'type' in option)
			.map(({ name, type, typeOptions: { minValue, maxValue } = {} }) =>
				[name, type, minValue, maxValue].filter((one) => one !== undefined).join(' '),
			);
	};
	const always = ['concurrency number 1 1000', 'maxRetries number 0 100'];
	const waits = 'maxWait number 0 604800';

	it.each<[string, Operation, string[]]>([
		[
			'addresses',
			resubscribe,
			[
				...['batchSize number 1 100', ...always, waits],
				...['requestId string', 'requestsPerMinute number 1', 'timeout number 1 3600000'],
			],
		],
		[
			'devices in bulk',
			bulkUpsert,
			[
				...['batchSize number 1', always[0] ?? '', 'createUsers boolean'],
				...['devicesPerMinute number 1', always[1] ?? '', waits],
				'timeout number 1 3600000',
			],
		],
		[
			'events',
			bulkTrack,
			[
				...['batchSize number 1', always[0] ?? '', 'eventsPerMinute number 1'],
				...[always[1] ?? '', waits, 'repeatUnclear boolean'],
				'timeout number 1 3600000',
			],
		],
		[
			'users who are read',
			getUser,
			[
				...['batchSize number 1 20', always[0] ?? '', 'fields string', always[1] ?? '', waits],
				...['timeout number 1 3600000', 'usersPerMinute number 1'],
			],
		],
	])('has, for %s, what applies to them, with its bounds', (_, operation, options) => {
		expect(describeOptions(operation)).toEqual(options);
	});

	it.each<[Operation, string]>([
		[resubscribe, 'How many addresses one request can carry.'],
		[bulkUpsert, 'How many devices one request can carry.'],
		[getUser, 'How many users one request can carry.'],
	])('says of what a request carries several: %#', (operation, words) => {
		const [batchSize] = findOptions(operation).options ?? [];

		expect(Object(batchSize).description).toContain(words);
	});

	it('chooses whether anything is sent at all without an expression', () => {
		expect(createRunProperties(upsert)[0]).toMatchObject({
			name: 'previewOnly',
			noDataExpression: true,
		});
	});
});

describe('a switch', () => {
	it.each([
		[upsert, true, 'yes', { previewOnly: true, repeatsAmbiguous: true }],
		[upsert, 'no', false, { previewOnly: false, repeatsAmbiguous: false }],
		[getUser, true, undefined, { previewOnly: false, repeatsAmbiguous: false }],
	])(
		'is on where it was set, and where it applies: %#',
		(operation, previewOnly, repeatUnclear, expected) => {
			const given = { previewOnly, options: { repeatUnclear } };

			expect(readAll(operation, given)).toMatchObject(expected);
		},
	);
});

it.each([
	[{}, 60_000],
	[{ devicesPerMinute: 7 }, 7],
	[{ devicesPerMinute: 7, batchSize: 5 }, 5],
])('a request never carries more than a minute allows: %j', (options, batchSize) => {
	expect(read(options, bulkUpsert).batchSize).toBe(batchSize);
});

it('knows no operation of a resource that does not exist', () => {
	expect(findOperation('crm', 'upsert')).toBeUndefined();
});
