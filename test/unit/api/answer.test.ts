import fc from 'fast-check';

import { readAnswer, type Answer } from '../../../nodes/MoEngage/api/answer';
import { endpoints, type Endpoint } from '../../../nodes/MoEngage/api/endpoints';
import { BLAME } from '../reading/readItem';

const answered = (
	status: number,
	body: unknown,
	endpoint: Endpoint = endpoints.trackDevice,
): Answer => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return readAnswer(endpoint, { kind: 'answer', status, headers: {}, text }, 30_000);
};

const refusalOf = (answer: Answer) => {
	if (answer.kind === 'accepted') throw new Error('The answer was taken for accepted');
	return answer.refusal;
};

/** How an answer is taken, in the shortest form: `rejected record`, `transient unclear`, `fatal`. */
const takenFor = (answer: Answer): string => {
	if (answer.kind === 'rejected') return `rejected ${answer.culprit}`;
	if (answer.kind === 'transient') return `transient ${answer.unclear ? 'unclear' : 'clear'}`;
	return answer.kind;
};

const HTML = '<html><body><h1>502 Bad Gateway</h1></body></html>';

const everyEndpoint: Endpoint[] = Object.values(endpoints);

describe('an accepted request', () => {
	it.each([200, 201, 202])('is answered as MoEngage answers, with %p', (status) => {
		const body = { status: 'success', message: 'Accepted', request_id: 'aBcD', error: null };

		expect(answered(status, body)).toMatchObject({ kind: 'accepted', json: body });
	});

	it.each([
		[204, ''],
		[202, ' \n'],
	])('may be answered by a %p without any words', (status, text) => {
		expect(answered(status, text)).toMatchObject({ kind: 'accepted', json: {} });
	});

	it.each([
		{ status: 'fail', error: { message: 'Being moved', type: 'Moved', request_id: 'aBcD' } },
		{ error: { message: 'Being moved', err_code: 'Moved' }, response_id: 'aBcD' },
		{ status: 'FAILURE', message: 'Being moved' },
		{ status: 'Error', title: 'Being moved' },
		{ error: 'Moved', message: 'Being moved' },
	])('is not one that MoEngage refuses with a 200: %j', (body) => {
		const answer = answered(200, body);

		expect(takenFor(answer)).toBe('rejected record');
		expect(refusalOf(answer)).toMatchObject({ message: 'Being moved', httpCode: '200' });
	});

	it.each([
		['a sign-in page', '<html>Please sign in</html>'],
		['cut JSON', '{"status": "succ'],
		['a list', '[]'],
		['a text', '"success"'],
		['null', 'null'],
	])('is not known to be one when %s comes back, and is tried again', (_, text) => {
		const answer = answered(200, text);

		expect(takenFor(answer)).toBe('transient unclear');
		expect(refusalOf(answer).message).toBe('MoEngage sent an answer that cannot be read');
	});

	it('keeps 20 levels of its answer, since n8n cannot store thousands', () => {
		const deep = `${'{"a":['.repeat(50_000)}1${']}'.repeat(50_000)}`;
		const answer = answered(200, `{"status":"success","list":[1,{"b":null}],"deep":${deep}}`);
		const json = answer.kind === 'accepted' ? answer.json : {};

		expect(json).toMatchObject({ status: 'success', list: [1, { b: null }] });
		expect(JSON.stringify(json)).toContain('(left out: nested deeper than 20 levels)');
		expect(JSON.stringify(json).length).toBeLessThan(300);
	});

	it('is passed on exactly as it came, whatever MoEngage says', () => {
		const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
		const said = fc.dictionary(
			fc.string(),
			fc.oneof(leaf, fc.array(fc.dictionary(fc.string(), leaf))),
		);

		fc.assert(
			fc.property(said, (data) => {
				const text = JSON.stringify({ data });

				expect(answered(200, text)).toMatchObject({ kind: 'accepted', json: JSON.parse(text) });
			}),
		);
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
			cause: 'value',
			httpCode: '400',
			attribute: 'push_id',
			type: 'ValueError',
			request_id: 'aBcDeFgH',
		});
	});

	it('of resubscriptions is read with the code and the response ID', () => {
		const body = {
			response_id: 'aBcDeFgHiJ',
			error: { message: 'recipients - Not an address', err_code: 'InvalidInput' },
		};

		expect(refusalOf(answered(400, body, endpoints.bulkResubscribe))).toMatchObject({
			message: 'recipients - Not an address',
			description: expect.stringContaining('(MoEngage type: InvalidInput, request ID: aBcDeFgHiJ)'),
			httpCode: '400',
			type: 'InvalidInput',
			request_id: 'aBcDeFgHiJ',
		});
	});

	it.each([
		[{ title: 'Invalid Params', description: 'cid is unknown' }, 'Invalid Params: cid is unknown'],
		[{ title: 'Invalid Params' }, 'Invalid Params'],
		[{ description: 'cid is unknown' }, 'cid is unknown'],
		[{ message: 'Invalid Params Received' }, 'Invalid Params Received'],
	])('of preferences is read from %j', (body, message) => {
		expect(refusalOf(answered(400, body, endpoints.updatePreferences))).toEqual({
			message,
			description: 'Correct the value that MoEngage names and run the item again.',
			cause: 'value',
			httpCode: '400',
		});
	});

	it.each([
		['nothing more', undefined, undefined],
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
			error: { code: 'NotFound', message: 'No such user', target: 'user', details },
		};
		const refusal = refusalOf(answered(404, body, endpoints.updateUserPreferences));

		expect(refusal.description.match(/MoEngage adds: (.+) \(/)?.[1]).toBe(added);
		expect(refusal).toMatchObject({
			message: 'No such user',
			httpCode: '404',
			attribute: 'user',
			type: 'NotFound',
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
		['fields that hold no text', '{"error": {"message": {"en": "no"}}, "title": null}'],
		['a list', '["no"]'],
	])('is the status where %s comes back', (_, text) => {
		expect(refusalOf(answered(400, text)).message).toBe('MoEngage answered with HTTP status 400');
	});

	it('is cut where it would fill the screen', () => {
		const long = 'x'.repeat(10_000);
		const error = { message: long, type: long, target: long, details: [{ message: `${long}!` }] };
		const refusal = refusalOf(answered(400, { error, request_id: long }));

		expect(refusal.message).toBe('x'.repeat(500));
		expect(JSON.stringify(refusal).length).toBeLessThan(5_000);
	});
});

const ACCOUNT_REFUSALS = [
	{ status: 'fail', error: { type: 'Blacklisted', message: 'Client is blacklisted' } },
	{ status: 'fail', error: { type: 'InvalidParams', message: 'Given app_id is invalid.' } },
	{ status: 'fail', error: { type: 'ParamsRequired', message: 'app_id is required' } },
	{ error: { err_code: 'InvalidHeaderValue', message: 'MOE-APPKEY is not valid' } },
];

const PROJECT_REFUSALS = [
	{ title: 'MOE-PROJECT-CODE', description: 'MOE-PROJECT-CODE header missing in request' },
	{
		error: {
			err_code: 'InvalidHeaderValue',
			message: 'MOE-PROJECT-CODE header missing in request',
		},
	},
	{ error: { code: 'BadArgument', message: 'is required', target: 'MOE-PROJECT-CODE' } },
	{
		error: {
			code: '400 Bad Request',
			message: 'Request Data is invalid',
			details: { target: 'MOE-PROJECT-CODE', message: 'is required' },
		},
	},
];

describe('a 400', () => {
	const pooled = everyEndpoint.filter(({ pool }) => pool !== undefined);
	const single = everyEndpoint.filter(({ pool }) => pool === undefined);

	it.each(ACCOUNT_REFUSALS)('about the account concerns every request: %j', (body) => {
		for (const endpoint of everyEndpoint) {
			expect(answered(400, body, endpoint)).toMatchObject({
				kind: 'fatal',
				refusal: { cause: 'account' },
			});
		}
	});

	it.each(PROJECT_REFUSALS)('about the project concerns every request: %j', (body) => {
		for (const endpoint of everyEndpoint) {
			expect(answered(400, body, endpoint)).toMatchObject({
				kind: 'fatal',
				refusal: { description: expect.stringContaining("'Project Code'") },
			});
		}
	});

	it.each([
		{ message: 'SENDGRID is not configured', err_code: 'InvalidSettings' },
		{ message: 'Body cannot be read', err_code: 'InvalidRequestBody' },
		{ message: 'esp - Field is required', err_code: 'InvalidFieldValue' },
		{ message: "'request_id' is too long", err_code: 'InvalidFieldValue' },
		{ message: 'is too long', target: 'request_id', err_code: 'InvalidFieldValue' },
	])('about what a whole request shares is not searched for a culprit: %j', (error) => {
		expect(takenFor(answered(400, { error }, endpoints.bulkResubscribe))).toBe('rejected request');
	});

	it.each([
		{ error: { message: 'recipients - esp@example.com', err_code: 'InvalidFieldValue' } },
		{ error: { message: 'No category MOE-PROJECT-CODE header', type: 'ValueError' } },
		{ error: { message: 'Blacklisted is no category', type: 'ValueError' } },
		{ error: { message: 'No category Given app_id', type: 'InvalidParams' } },
		{ error: 'no' },
		{},
	])('about anything else is due to a record, whose words it may quote: %j', (body) => {
		for (const endpoint of pooled) {
			expect(takenFor(answered(400, body, endpoint))).toBe('rejected unknown');
		}
		for (const endpoint of single) {
			expect(takenFor(answered(400, body, endpoint))).toBe('rejected record');
		}
	});

	it('that asks for categories is about the record, and says so', () => {
		const body = { title: 'Categories Required', description: 'Categories Preferences Required' };

		expect(answered(400, body, endpoints.updatePreferences)).toMatchObject({
			culprit: 'record',
			refusal: {
				description: expect.stringMatching(
					/^Add at least one category and run the item again\. If the form hides the categories/,
				),
			},
		});
	});

	it.each([{ type: 'Not Found' }, { message: 'User not found' }, { code: 'NOT_FOUND' }])(
		'can say that a user is unknown: %j',
		(error) => {
			expect(refusalOf(answered(400, { error }, endpoints.deleteUser)).cause).toBe('notFound');
		},
	);
});

describe('a refusal', () => {
	const onUsers = [endpoints.getUserPreferences, endpoints.updateUserPreferences];

	it.each([
		[401, {}, 'Data API key again'],
		[401, {}, 'limited to selected APIs'],
		[403, {}, 'blocked or suspended'],
		[403, { error: 'IP Validation Required', message: 'Not listed' }, 'IP addresses on its list'],
		[403, HTML, 'not come from MoEngage but from a proxy'],
		[401, HTML, 'not come from MoEngage but from a proxy'],
		[407, '', 'not come from MoEngage but from a proxy'],
		[409, {}, 'Generate the API secret'],
		[302, '', 'does not follow to keep your key safe'],
	])('with %p and %j concerns every request, and says: %s', (status, body, advice) => {
		const answer = answered(status, body, endpoints.manageDevices);

		expect(answer.kind).toBe('fatal');
		expect(refusalOf(answer).description).toContain(advice);
	});

	it('of an IP list is told in its own words', () => {
		const body = { error: 'IP Validation Required', message: 'The IP is not listed' };

		expect(refusalOf(answered(403, body))).toMatchObject({
			message: 'The IP is not listed',
			type: 'IP Validation Required',
		});
	});

	it('of a proxy is not told as one of MoEngage', () => {
		expect(refusalOf(answered(403, HTML)).message).toBe(
			'A proxy or gateway, not MoEngage, answered with HTTP status 403',
		);
	});

	it('with 409 concerns that one user where a user is looked up, and else the account', () => {
		for (const endpoint of everyEndpoint) {
			const isOnUser = onUsers.some(({ name }) => name === endpoint.name);

			expect(takenFor(answered(409, {}, endpoint))).toBe(isOnUser ? 'rejected record' : 'fatal');
		}
	});

	it.each<[object, string]>([
		[{ code: 'Conflict', message: 'API secret is not set' }, 'fatal'],
		[{ code: 'SECRET_NOT_CONFIGURED', message: 'Not set' }, 'fatal'],
		[{ code: 'APP_KEY_MISMATCH', message: 'Not the same' }, 'fatal'],
		[
			{ code: 'Conflict', message: 'Several users have secret-app-key@example.com' },
			'rejected record',
		],
	])('with 409 on a user tells the account from the user: %j', (error, taken) => {
		expect(takenFor(answered(409, { error }, endpoints.updateUserPreferences))).toBe(taken);
	});

	it.each([301, 302, 303, 307, 308])('with %p is a redirect, which concerns all', (status) => {
		expect(answered(status, '')).toMatchObject({ kind: 'fatal', refusal: { cause: 'redirect' } });
	});

	it.each([
		[404, 'rejected record', 'belong to a user of this workspace'],
		[405, 'rejected record', "'Data Center'"],
		[413, 'rejected size', 'less than 128 kB'],
		[415, 'rejected record', "'Data Center'"],
		[422, 'rejected record', "'Data Center'"],
	])('with %p is final: %s, %s', (status, taken, advice) => {
		const answer = answered(status, {}, endpoints.bulkUpdatePreferences);

		expect(takenFor(answer)).toBe(taken);
		expect(refusalOf(answer).description).toContain(advice);
	});

	it('with 413 names the size that the endpoint takes', () => {
		expect(refusalOf(answered(413, {}, endpoints.bulkImport)).description).toContain('100 kB');
	});

	it.each([500, 502, 503, 504, 599])('with %p is worth another try', (status) => {
		const answer = answered(status, HTML);

		expect(takenFor(answer)).toBe('transient unclear');
		expect(refusalOf(answer)).toMatchObject({
			message: `MoEngage answered with HTTP status ${status}`,
			description: expect.stringContaining('Try again later'),
			httpCode: String(status),
		});
	});

	it.each<[unknown, string]>([
		[{ status: 'fail', error: { type: 'ServerError', message: 'Down' } }, 'transient clear'],
		[{ response_id: 'a', error: { err_code: 'DOWN', message: 'Down' } }, 'transient clear'],
		[{ title: 'Internal Error', description: 'Down' }, 'transient clear'],
		[{ status: 'fail', title: 'Down' }, 'transient clear'],
		[{ message: 'Endpoint request timed out' }, 'transient unclear'],
		[{ type: 'about:blank', title: 'Service Unavailable' }, 'transient unclear'],
		[{ status: 503, error: 'Service Unavailable' }, 'transient unclear'],
		[HTML, 'transient unclear'],
		['', 'transient unclear'],
	])('with 503 and %j is known to have done nothing only in its own form', (body, taken) => {
		expect(takenFor(answered(503, body))).toBe(taken);
	});

	it('with 429 is one of the limit, and names it', () => {
		const answer = answered(429, '', endpoints.trackEvent);

		expect(answer.kind).toBe('overLimit');
		expect(refusalOf(answer).description).toContain('30,000 events a minute');
	});

	it.each([200, 302, 400, 401, 403, 404, 405, 407, 409, 413, 415, 429, 500])(
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
	const lost = (code: string, endpoint: Endpoint = endpoints.trackDevice) =>
		readAnswer(endpoint, { kind: 'noAnswer', code, timedOut: false }, 1_500);

	const late = (endpoint: Endpoint) =>
		readAnswer(endpoint, { kind: 'noAnswer', code: 'ERR_CANCELED', timedOut: true }, 1_500);

	it('within the time names the time', () => {
		const answer = late(endpoints.trackDevice);

		expect(takenFor(answer)).toBe('transient unclear');
		expect(refusalOf(answer)).toMatchObject({
			message: 'MoEngage did not answer within 1.5 seconds',
			description: expect.stringContaining('more time'),
		});
	});

	it.each([
		[
			'ECONNRESET',
			'transient unclear',
			'The connection to MoEngage broke',
			'closed the connection',
		],
		['', 'transient unclear', 'The connection to MoEngage broke', 'closed the connection'],
		['HPE_INVALID_CONSTANT', 'transient unclear', 'The connection to MoEngage broke', 'proxy'],
		['ECONNREFUSED', 'transient clear', 'The connection to MoEngage was refused', 'a firewall'],
		['ENOTFOUND', 'transient clear', "MoEngage's address cannot be found", 'DNS'],
		['EAI_AGAIN', 'transient clear', "MoEngage's address cannot be found", 'DNS'],
		['CERT_HAS_EXPIRED', 'fatal', 'The certificate of', 'NODE_EXTRA_CA_CERTS'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'fatal', 'The certificate of', 'NODE_EXTRA_CA_CERTS'],
		['SELF_SIGNED_CERT_IN_CHAIN', 'fatal', 'The certificate of', 'NODE_EXTRA_CA_CERTS'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'fatal', 'The certificate of', 'NODE_EXTRA_CA_CERTS'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'fatal', 'The certificate of', 'NODE_EXTRA_CA_CERTS'],
		['ERR_INVALID_URL', 'fatal', "MoEngage's address cannot be used", "'Data Center'"],
	])('because of %p is taken for %s, and says why', (code, taken, message, advice) => {
		const answer = lost(code);
		const refusal = refusalOf(answer);

		expect(takenFor(answer)).toBe(taken);
		expect(refusal.message.startsWith(message)).toBe(true);
		expect(refusal.message.endsWith(code === '' ? 'broke' : `(${code})`)).toBe(true);
		expect(refusal.description).toContain(advice);
		expect(`${refusal.message} ${refusal.description}`).not.toMatch(BLAME);
	});

	it('leaves open only of an event whether it was recorded', () => {
		for (const endpoint of everyEndpoint) {
			const unclear = [late(endpoint), lost('ECONNRESET', endpoint), answered(502, HTML, endpoint)];
			const clear = [
				lost('ECONNREFUSED', endpoint),
				answered(503, { error: { code: 'x' } }, endpoint),
			];
			const isTold = (answer: Answer) =>
				refusalOf(answer).message.endsWith(', so nobody knows whether it was recorded');

			expect(unclear.map(isTold)).toEqual(Array(3).fill(!endpoint.repeatable));
			expect(clear.map(isTold)).toEqual([false, false]);
		}
	});

	it('because the request cannot be written is due to the record alone', () => {
		const reason = 'one of its values is not valid Unicode text';
		const answer = readAnswer(endpoints.getPreferences, { kind: 'unsendable', reason }, 1_500);

		expect(takenFor(answer)).toBe('rejected record');
		expect(refusalOf(answer).message).toBe(`The request cannot be sent: ${reason}`);
	});
});

it('promises for no endpoint that repeating does no harm', () => {
	for (const endpoint of everyEndpoint) {
		for (const status of [200, 400, 429, 500]) {
			expect(refusalOf(answered(status, HTML, endpoint)).description).not.toMatch(/harm|safe to/);
		}
	}
});
