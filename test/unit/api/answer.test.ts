import type { IDataObject } from 'n8n-workflow';

import { readAnswer, type Answer } from '../../../nodes/MoEngage/api/answer';
import { endpoints, type Endpoint } from '../../../nodes/MoEngage/api/endpoints';
import { BLAME } from '../reading/readItem';

const answered = (
	status: number,
	body: unknown,
	endpoint: Endpoint = endpoints.trackDevice,
	headers: IDataObject = {},
): Answer => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return readAnswer(endpoint, { kind: 'answer', status, headers, text }, 30_000);
};

const refusalOf = (answer: Answer) => {
	if (answer.kind === 'accepted') throw new Error('The answer was taken for accepted');
	return answer.refusal;
};

const HTML = '<html><body><h1>502 Bad Gateway</h1></body></html>';

const everyEndpoint: Endpoint[] = Object.values(endpoints);

const onUsers = everyEndpoint.filter(({ conflictConcernsRecord }) => conflictConcernsRecord);
const onAccount = everyEndpoint.filter((endpoint) => !onUsers.includes(endpoint));

describe('an accepted request', () => {
	it.each([200, 201, 202])('is answered as MoEngage answers, with %p', (status) => {
		const body = { status: 'success', message: 'Accepted', request_id: 'aBcD' };

		expect(answered(status, body)).toMatchObject({ kind: 'accepted', json: body });
	});

	it('is not one that MoEngage fails with a 200', () => {
		const body = {
			status: 'fail',
			error: { message: 'The workspace is being moved', type: 'Moved', request_id: 'aBcD' },
		};
		const answer = answered(200, body);

		expect(answer.kind).toBe('rejected');
		expect(refusalOf(answer)).toMatchObject({
			message: 'The workspace is being moved',
			httpCode: '200',
			type: 'Moved',
			request_id: 'aBcD',
		});
	});

	it.each([
		['a sign-in page', '<html>Please sign in</html>'],
		['nothing', ''],
		['cut JSON', '{"status": "succ'],
		['a list', '[]'],
		['a text', '"success"'],
		['null', 'null'],
	])('is not known to be one when %s comes back, and is tried again', (_, text) => {
		const answer = answered(200, text);

		expect(answer.kind).toBe('broken');
		expect(refusalOf(answer).message).toBe('MoEngage sent an answer that cannot be read');
	});
});

describe('what MoEngage says', () => {
	it('of devices is read with the field, the type and the request ID', () => {
		const body = {
			status: 'fail',
			error: {
				attribute: 'push_id',
				message: "'push_id' cannot be empty",
				type: 'ValueError',
				request_id: 'aBcDeFgH',
			},
		};
		const refusal = refusalOf(answered(400, body, endpoints.trackDevice));

		expect(refusal).toEqual({
			message: "'push_id' cannot be empty",
			description: expect.stringMatching(
				/^Correct the value .+ \(MoEngage field: push_id, type: ValueError, request ID: aBcDeFgH\)$/,
			),
			httpCode: '400',
			attribute: 'push_id',
			type: 'ValueError',
			request_id: 'aBcDeFgH',
		});
	});

	it('of resubscriptions is read with the code and the response ID', () => {
		const body = {
			response_id: 'aBcDeFgHiJ',
			error: { message: 'esp - Field is required', err_code: 'InvalidFieldValue' },
		};
		const refusal = refusalOf(answered(400, body, endpoints.bulkResubscribe));

		expect(refusal).toEqual({
			message: 'esp - Field is required',
			description: expect.stringContaining(
				'(MoEngage type: InvalidFieldValue, request ID: aBcDeFgHiJ)',
			),
			httpCode: '400',
			type: 'InvalidFieldValue',
			request_id: 'aBcDeFgHiJ',
		});
	});

	it.each([
		[{ title: 'Invalid Params', description: 'cid is unknown' }, 'Invalid Params: cid is unknown'],
		[{ title: 'Invalid Params' }, 'Invalid Params'],
		[{ description: 'cid is unknown' }, 'cid is unknown'],
		[{ message: 'Invalid Params Received' }, 'Invalid Params Received'],
	])('of preferences is read from %j', (body, message) => {
		const refusal = refusalOf(answered(400, body, endpoints.updatePreferences));

		expect(refusal).toEqual({
			message,
			description: 'Correct the value that MoEngage names and run the item again.',
			httpCode: '400',
		});
	});

	it.each([
		[
			'details in an object',
			{ target: 'Data key', message: 'Data API key is wrong' },
			'Data key: Data API key is wrong',
		],
		[
			'details in a list',
			[
				{ code: 'REQUIRED', target: 'channel', message: 'is missing' },
				{ message: 'and more' },
				null,
			],
			'channel: is missing; and more',
		],
	])('in the form of the newer endpoints is read with %s', (_, details, added) => {
		const body = {
			response_id: 'aBcDeFgHiJkL',
			error: { code: 'NOT_FOUND', message: 'No such user', target: 'user', details },
		};
		const refusal = refusalOf(answered(404, body, endpoints.updateUserPreferences));

		expect(refusal.message).toBe('No such user');
		expect(refusal.description).toContain(`MoEngage adds: ${added}`);
		expect(refusal).toMatchObject({
			httpCode: '404',
			attribute: 'user',
			type: 'NOT_FOUND',
			request_id: 'aBcDeFgHiJkL',
		});
	});

	it('may come in numbers, and is text all the same', () => {
		const body = { response_id: 7, error: { message: 42, err_code: 1001 } };

		expect(refusalOf(answered(400, body))).toMatchObject({
			message: '42',
			type: '1001',
			request_id: '7',
		});
	});

	it.each([
		['a page of a gateway', HTML],
		['nothing', ''],
		['cut JSON', '{"error": {"mess'],
		['an empty object', '{}'],
		['another shape', '{"error": "no"}'],
		['fields that hold no text', '{"error": {"message": {"en": "no"}}, "title": null}'],
		['a list', '["no"]'],
	])('is the status where %s comes back', (_, text) => {
		expect(refusalOf(answered(400, text)).message).toBe('MoEngage answered with HTTP status 400');
	});

	it('is cut where it would fill the screen', () => {
		const body = { error: { message: 'x'.repeat(10_000) } };

		expect(refusalOf(answered(400, body)).message).toBe('x'.repeat(500));
	});
});

describe('a refusal', () => {
	it.each([
		[401, 'Data API key again'],
		[401, 'scoped to chosen APIs'],
		[403, 'blocked or suspended'],
		[409, 'Generate the API secret'],
	])('with %p concerns the account, and says: %s', (status, advice) => {
		const answer = answered(status, {}, endpoints.manageDevices);

		expect(answer.kind).toBe('account');
		expect(refusalOf(answer).description).toContain(advice);
	});

	it.each(onAccount.map((endpoint) => [endpoint.name, endpoint] as const))(
		'with 409 concerns the account on %s',
		(_, endpoint) => {
			expect(answered(409, {}, endpoint).kind).toBe('account');
		},
	);

	it.each(onUsers.map((endpoint) => [endpoint.name, endpoint] as const))(
		'with 409 concerns that one user on %s',
		(_, endpoint) => {
			const answer = answered(409, {}, endpoint);

			expect(answer.kind).toBe('rejected');
			expect(refusalOf(answer).description).toContain('belongs to one user only');
		},
	);

	it.each(onUsers.map((endpoint) => [endpoint.name, endpoint] as const))(
		'with 409 for a missing API secret concerns the account on %s too',
		(_, endpoint) => {
			const body = { error: { code: 'CONFLICT', message: 'API secret is not set' } };
			const answer = answered(409, body, endpoint);

			expect(answer.kind).toBe('account');
			expect(refusalOf(answer).description).toContain('Generate the API secret');
		},
	);

	it('concerns single users on the two endpoints that look one up, and nowhere else', () => {
		expect(onUsers).toEqual([endpoints.getUserPreferences, endpoints.updateUserPreferences]);
	});

	it.each([301, 302, 303, 307, 308])('with %p is a redirect that concerns all', (status) => {
		const answer = answered(status, '');

		expect(answer.kind).toBe('account');
		expect(refusalOf(answer).description).toContain('not followed to keep the key safe');
	});

	it.each([
		[400, 'Correct the value', true],
		[404, 'belong to a user of this workspace', false],
		[405, "'Data Center' or 'Base URL'", false],
		[413, 'less than 128 kB', true],
		[415, "'Data Center' or 'Base URL'", false],
		[422, "'Data Center' or 'Base URL'", false],
	])('with %p is final for its records: %s', (status, advice, divisible) => {
		const answer = answered(status, {}, endpoints.bulkUpdatePreferences);

		expect(answer).toMatchObject({ kind: 'rejected', divisible });
		expect(refusalOf(answer).description).toContain(advice);
	});

	it('with 413 names the size that the endpoint takes', () => {
		expect(refusalOf(answered(413, {}, endpoints.bulkImport)).description).toContain('100 kB');
	});

	it.each([500, 502, 503, 504, 599])('with %p is worth another try', (status) => {
		const answer = answered(status, HTML);

		expect(answer.kind).toBe('broken');
		expect(refusalOf(answer)).toMatchObject({
			message: `MoEngage answered with HTTP status ${status}`,
			description: expect.stringContaining('Try again later'),
			httpCode: String(status),
		});
	});

	it('with 429 is one of the limit, and names it', () => {
		const answer = answered(429, '', endpoints.manageDevices);

		expect(answer.kind).toBe('overLimit');
		expect(refusalOf(answer).description).toContain('1000 requests a minute');
	});

	it.each([200, 302, 400, 401, 403, 404, 405, 409, 413, 415, 429, 500])(
		'with %p says what to do without blaming',
		(status) => {
			for (const endpoint of everyEndpoint) {
				const { message, description } = refusalOf(answered(status, { status: 'fail' }, endpoint));

				expect(`${message} ${description}`).not.toMatch(BLAME);
				expect(description).toMatch(/^[A-Z].{20,}/);
			}
		},
	);
});

describe('no answer', () => {
	const attempt = { kind: 'noAnswer', timedOut: false, hopeless: false } as const;

	const readNothing = (more: { code: string; timedOut?: boolean; hopeless?: boolean }) =>
		readAnswer(endpoints.trackDevice, { ...attempt, ...more }, 1_500);

	it('within the time names the time', () => {
		const answer = readNothing({ code: 'ECONNABORTED', timedOut: true });

		expect(answer.kind).toBe('broken');
		expect(refusalOf(answer).message).toBe('MoEngage did not answer within 1.5 seconds');
	});

	it.each([
		['ECONNRESET', 'The connection to MoEngage broke (ECONNRESET)'],
		['', 'The connection to MoEngage broke'],
	])('for a connection that broke names its code %p', (code, message) => {
		const answer = readNothing({ code });

		expect(answer.kind).toBe('broken');
		expect(refusalOf(answer)).toEqual({
			message,
			description: expect.stringContaining("'Data Center'"),
		});
	});

	it('that no repetition mends concerns all', () => {
		expect(readNothing({ code: 'CERT_HAS_EXPIRED', hopeless: true }).kind).toBe('account');
	});
});
