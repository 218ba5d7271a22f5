import fc from 'fast-check';

import {
	classifyResponse,
	type MoEngageResponse,
	type Failure,
} from '../../../nodes/MoEngage/api/classifyResponse';
import { endpoints, type Endpoint } from '../../../nodes/MoEngage/api/endpoints';
import { BLAME } from '../reading/readItem';

const answered = (
	status: number,
	body: unknown,
	endpoint: Endpoint = endpoints.trackDevice,
): MoEngageResponse => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	return classifyResponse(endpoint, { kind: 'answer', status, headers: {}, text }, 30_000);
};

const failureOf = (answer: MoEngageResponse) => {
	if (answer.kind === 'accepted') throw new Error('The answer was taken for accepted');
	return answer.failure;
};

/** How a failure is classified, in the shortest form: `rejected record: value`, `fatal: account`. */
const classified = (answer: MoEngageResponse): string => {
	const because = `: ${failureOf(answer).cause}`;
	if (answer.kind === 'rejected') return `rejected ${answer.scope}${because}`;
	if (answer.kind !== 'transient') return answer.kind + because;
	return `transient ${answer.ambiguous ? 'ambiguous' : 'clear'}${because}`;
};

const HTML = '<html><body><h1>502 Bad Gateway</h1></body></html>';

const byName = new Map<string, Endpoint>(Object.entries(endpoints));

const everyEndpoint = [...byName.values()];

describe('an accepted request', () => {
	const success = { status: 'success', message: 'Accepted', request_id: 'aBcD', error: null };

	it.each<[number, object]>([
		[200, success],
		[201, success],
		[202, success],
		[200, { status: 'success', error: {} }],
		[200, { status: 'no failure' }],
		[200, { status: 'errors: none' }],
	])('is answered as MoEngage answers: %p, %j', (status, json) => {
		const answer = answered(status, json);

		expect(answer).toEqual({ kind: 'accepted', json, rateLimitInfo: expect.anything() });
	});

	/** What a success of an endpoint has, one key being enough. */
	const documented: Array<[string, object[]]> = [
		['trackDevice', [{ status: 'success', message: 'Accepted' }]],
		['bulkImportEvents', [{ status: 'success' }]],
		['manageDevices', [{ status: 'success' }]],
		['deleteUser', [{ status: 'success' }]],
		['mergeUsers', [{ status: 'success', operation: 'created' }]],
		['getUsers', [{ status: 'success', data: {} }]],
		['bulkResubscribe', [{ response_id: 'a' }, { message: 'Accepted' }]],
		['getPreferences', [{ categories: {} }]],
		['updatePreferences', [{ message: 'Updated' }]],
		['bulkUpdatePreferences', [{ message: 'Updated' }]],
		['updateOptIn', [{ status: 'x' }, { anything: 1 }, {}]],
		['getCategories', [{ response_id: 'a' }, { data: [] }]],
		['getUserPreferences', [{ data: {} }]],
		['updateUserPreferences', [{ response_id: 'a' }]],
	];

	it.each(documented)('of %s has a key that MoEngage documents for it', (name, bodies) => {
		const endpoint = byName.get(name);
		for (const body of bodies) expect(answered(200, body, endpoint).kind).toBe('accepted');
		for (const foreign of ['', ' \n', '{"login": "required"}', '{"ok": true}']) {
			const isOpen = name === 'updateOptIn' && foreign.startsWith('{');

			expect(answered(200, foreign, endpoint).kind).toBe(isOpen ? 'accepted' : 'transient');
		}
	});

	it.each([
		{ status: 'fail', error: { message: 'Being moved', type: 'Moved', request_id: 'aBcD' } },
		{ error: { message: 'Being moved', err_code: 'Moved' }, response_id: 'aBcD' },
		{ status: 'FAILURE', message: 'Being moved' },
		{ status: 'Error', title: 'Being moved' },
		{ error: 'Moved', message: 'Being moved' },
	])('is not one that MoEngage refuses with a 200: %j', (body) => {
		const answer = answered(200, body);

		expect(classified(answer)).toBe('rejected record: value');
		expect(failureOf(answer)).toMatchObject({ message: 'Being moved', httpCode: '200' });
	});

	it('is not one that MoEngage refuses with a 200 and without a word', () => {
		expect(failureOf(answered(200, { status: 'fail' })).message).toBe(
			'MoEngage did not accept the request and did not say why',
		);
	});

	it.each([
		['a sign-in page', '<html>Please sign in</html>'],
		['cut JSON', '{"status": "succ'],
		['a list', '[]'],
		['a text', '"success"'],
		['null', 'null'],
		['nothing', ''],
		['a blank', ' \n'],
		["somebody else's JSON", '{"login": "required"}'],
		['an empty object', '{}'],
	])('is not known to be one when %s comes back, and is tried again', (_, text) => {
		const answer = answered(200, text);

		expect(classified(answer)).toBe('transient ambiguous: unreadable');
		expect(failureOf(answer)).toEqual({
			message: 'MoEngage sent an answer that cannot be read',
			description: expect.stringContaining('sign-in page'),
			cause: 'unreadable',
			httpCode: '200',
		});
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
		const list = fc.array(fc.dictionary(fc.string(), leaf));

		fc.assert(
			fc.property(fc.dictionary(fc.string(), fc.oneof(leaf, list)), (data) => {
				const text = JSON.stringify({ status: 'success', data });

				expect(answered(200, text)).toMatchObject({ kind: 'accepted', json: JSON.parse(text) });
			}),
		);
	});
});

describe('what MoEngage says', () => {
	const newer = (details?: unknown) => ({
		response_id: 'aBcD',
		error: { code: 'BadArgument', message: 'No such user', target: 'user', details },
	});
	const ofNewer = {
		message: 'No such user',
		attribute: 'user',
		type: 'BadArgument',
		request_id: 'aBcD',
	};
	const reference = '(MoEngage field: user, type: BadArgument, request ID: aBcD)';
	const details = [
		{ code: 'REQUIRED', target: 'channel', message: 'is missing' },
		{ message: 'and more' },
		{ message: 'No such user' },
		null,
	];
	const status = { message: 'MoEngage answered with HTTP status 400' };

	it.each<[string, object | string, Partial<Failure>, string]>([
		[
			'of devices',
			{ error: { message: 'Is empty', type: 'ValueError', attribute: 'id', request_id: 'aBcD' } },
			{ message: 'Is empty', type: 'ValueError', attribute: 'id', request_id: 'aBcD' },
			' (MoEngage field: id, type: ValueError, request ID: aBcD)',
		],
		[
			'of resubscriptions',
			{ response_id: 'aBcD', error: { message: 'No address', err_code: 'InvalidInput' } },
			{ message: 'No address', type: 'InvalidInput', request_id: 'aBcD' },
			' (MoEngage type: InvalidInput, request ID: aBcD)',
		],
		[
			'of preferences',
			{ title: 'Invalid Params', description: 'cid is unknown' },
			{ message: 'Invalid Params: cid is unknown' },
			'',
		],
		['of preferences', { title: 'Invalid Params' }, { message: 'Invalid Params' }, ''],
		['of preferences', { description: 'cid is unknown' }, { message: 'cid is unknown' }, ''],
		['of preferences', { message: 'Invalid' }, { message: 'Invalid' }, ''],
		['at newer endpoints, without details', newer(), ofNewer, ` ${reference}`],
		[
			'at newer endpoints, with details in an object',
			newer({ target: 'Data key', message: 'Data API key is wrong' }),
			ofNewer,
			` MoEngage adds: Data key: Data API key is wrong ${reference}`,
		],
		[
			'at newer endpoints, with details in a list',
			newer(details),
			ofNewer,
			` MoEngage adds: channel: is missing; and more ${reference}`,
		],
		[
			'in numbers',
			{ response_id: 7, error: { message: 42, err_code: 1001 } },
			{ message: '42', type: '1001', request_id: '7' },
			' (MoEngage type: 1001, request ID: 7)',
		],
		['without a word', '', status, ''],
		['in an empty object', '{}', status, ''],
		['in no text', '{"error": {"message": {"en": "no"}}, "title": null}', status, ''],
	])('%s is read with all that it names: %j', (_, body, told, added) => {
		expect(failureOf(answered(400, body))).toEqual({
			...told,
			description: `Correct the value that MoEngage names and run the item again.${added}`,
			cause: 'value',
			httpCode: '400',
		});
	});

	it.each([400, 404, 405, 408, 409, 415])('does not stand in the page of a proxy (%i)', (code) => {
		expect(failureOf(answered(code, HTML))).toMatchObject({
			message: `A proxy or gateway, not MoEngage, answered with HTTP status ${code}`,
			description: expect.stringContaining("check n8n's proxy settings"),
		});
	});

	it('is cut where it would fill the screen', () => {
		const long = 'x'.repeat(10_000);
		const error = { message: long, type: long, target: long, details: [{ message: `${long}!` }] };
		const failure = failureOf(answered(400, { error, request_id: long }));

		expect(failure.message).toBe('x'.repeat(500));
		expect(JSON.stringify(failure).length).toBeLessThan(5_000);
	});
});

/** How a 400 is taken, what is advised then, and bodies. `some` record is the one, or one of a pool. */
const contents: Array<[taken: string, advice: RegExp, ...bodies: object[]]> = [
	[
		'fatal: account',
		/'Workspace ID' and 'Data Center'/,
		{ status: 'fail', error: { type: 'Blacklisted', message: 'Client is blacklisted' } },
		{ status: 'fail', error: { type: 'InvalidParams', message: 'Given app_id is invalid.' } },
		{ status: 'fail', error: { type: 'ParamsRequired', message: 'app_id is required' } },
		{ error: { err_code: 'InvalidHeaderValue', message: 'MOE-APPKEY is not valid' } },
		{ title: 'Blacklisted', description: 'Client is blacklisted' },
	],
	[
		'fatal: projectCode',
		/'Project Code'/,
		{ title: 'MOE-PROJECT-CODE', description: 'MOE-PROJECT-CODE header missing in request' },
		{ error: { err_code: 'InvalidHeaderValue', message: 'MOE-PROJECT-CODE header missing' } },
		{ error: { code: 'BadArgument', message: 'is required', target: 'MOE-PROJECT-CODE' } },
		{ error: { code: 'BadArgument', message: '"MOE-PROJECT-CODE" is required' } },
		{ error: { message: 'Invalid', details: { target: 'MOE-PROJECT-CODE', message: 'No' } } },
	],
	[
		'rejected request: request',
		/^This concerns the request as a whole/,
		{ error: { message: 'SENDGRID is not configured', err_code: 'InvalidSettings' } },
		{ error: { message: 'Body cannot be read', err_code: 'InvalidRequestBody' } },
		{ error: { message: 'esp - Field is required', err_code: 'InvalidFieldValue' } },
		{ error: { message: "'request_id' is too long", err_code: 'InvalidFieldValue' } },
		{ error: { message: 'Too long', target: 'request_id', err_code: 'InvalidFieldValue' } },
		{ error: { message: 'Too long', attribute: 'esp', err_code: 'InvalidFieldValue' } },
		{ error: { message: '"esp": unknown', err_code: 'InvalidFieldValue' } },
	],
	[
		'rejected some: value',
		/^Correct the value/,
		// MoEngage's words may quote a record.
		{ error: { message: 'recipients - esp@example.com', err_code: 'InvalidFieldValue' } },
		{ error: { message: 'esp@acme.com is not valid', err_code: 'InvalidFieldValue' } },
		{ error: { message: "'esp@acme.com' - not valid", err_code: 'InvalidFieldValue' } },
		{ error: { message: 'esp-news@acme.com', err_code: 'InvalidFieldValue' } },
		{ error: { message: 'No', attribute: 'esp@acme.com', err_code: 'InvalidFieldValue' } },
		{ error: { message: 'esp', attribute: 'recipients', err_code: 'InvalidFieldValue' } },
		{ error: { message: 'MOE-PROJECT-CODES@acme.com', type: 'ValueError' } },
		{ error: { message: 'No category MOE-PROJECT-CODE header', type: 'ValueError' } },
		{ error: { message: 'Blacklisted is no category', type: 'ValueError' } },
		{ error: { message: 'No category Given app_id', type: 'InvalidParams' } },
		{ error: { message: 'Given app_id is no category', type: 'ValueError' } },
		{ error: { message: 'esp is no category', type: 'ValueError' } },
		{ error: { message: 'A user not found' } },
		{ error: { message: 'Not found: a category of that name' } },
		{ error: 'no' },
		{},
	],
	[
		'rejected some: categories',
		/^Add at least one category and run the item again\. If the form hides the categories/,
		{ title: 'Categories Required', description: 'Categories Preferences Required' },
	],
	[
		'rejected some: notFound',
		/belong to a user of this workspace/,
		{ error: { type: 'Not Found' } },
		{ error: { message: 'User not found' } },
		{ error: { code: 'NOT_FOUND' } },
	],
];

it.each(
	contents.flatMap(([taken, advice, ...bodies]) =>
		bodies.map((body): [string, object, RegExp] => [taken, body, advice]),
	),
)('a 400 is taken for %s: %j', (taken, body, advice) => {
	for (const endpoint of everyEndpoint) {
		const answer = answered(400, body, endpoint);
		const some = endpoint.batch === undefined ? 'record' : 'someRecords';

		expect(classified(answer)).toBe(taken.replace('some', some));
		expect(failureOf(answer).description).toMatch(advice);
	}
});

describe('a refusal', () => {
	const redirect = ['fatal: redirect', 'does not follow to keep your key safe'] as const;
	const server = ['transient ambiguous: server', 'Try again later'] as const;

	it.each<readonly [number, object | string, string, string]>([
		...[300, 301, 302, 303, 307, 308].map((status) => [status, '', ...redirect] as const),
		[401, {}, 'fatal: credentials', 'Data API key again'],
		[401, {}, 'fatal: credentials', 'limited to selected APIs'],
		[401, HTML, 'fatal: proxy', 'not come from MoEngage but from a proxy'],
		[403, {}, 'fatal: access', 'blocked or suspended'],
		[403, HTML, 'fatal: proxy', 'not come from MoEngage but from a proxy'],
		[404, {}, 'rejected record: notFound', 'and that the workspace has this API'],
		[405, {}, 'rejected record: unexpected', "'Data Center'"],
		[407, '', 'fatal: proxy', 'not come from MoEngage but from a proxy'],
		[409, {}, 'fatal: secret', 'Generate the API secret'],
		[413, {}, 'rejected size: size', 'less than 128 kB'],
		[415, {}, 'rejected record: unexpected', "'Data Center'"],
		[422, {}, 'rejected record: unexpected', "'Data Center'"],
		[429, '', 'tooManyRequests: limit', '100 requests a minute'],
		...[500, 502, 503, 504, 599].map((status) => [status, HTML, ...server] as const),
	])('with %p and %j is %s, and says: %s', (status, body, taken, advice) => {
		const answer = answered(status, body, endpoints.bulkUpdatePreferences);
		const who = taken === 'fatal: proxy' ? 'A proxy or gateway, not MoEngage,' : 'MoEngage';

		expect(classified(answer)).toBe(taken);
		expect(failureOf(answer)).toMatchObject({
			message: `${who} answered with HTTP status ${status}`,
			description: expect.stringContaining(advice),
			httpCode: String(status),
		});
	});

	it('of an IP list is told in its own words', () => {
		const body = { error: 'IP Validation Required', message: 'The IP is not listed' };
		const answer = answered(403, body);

		expect(classified(answer)).toBe('fatal: ipList');
		expect(failureOf(answer)).toMatchObject({
			message: 'The IP is not listed',
			description: expect.stringContaining("'Source IP Address'"),
			type: 'IP Validation Required',
		});
	});

	it('names the limit of its endpoint', () => {
		const adviceOn = (status: number, endpoint: Endpoint) =>
			failureOf(answered(status, {}, endpoint)).description;

		expect(adviceOn(413, endpoints.bulkImport)).toContain('less than 100 kB');
		expect(adviceOn(429, endpoints.trackEvent)).toContain('30,000 events a minute');
	});

	it('with 409 concerns that one user where a user is looked up, and else the account', () => {
		const onUser = everyEndpoint.filter(
			(endpoint) => classified(answered(409, {}, endpoint)) === 'rejected record: ambiguousUser',
		);
		const others = everyEndpoint.filter(
			(endpoint) => classified(answered(409, {}, endpoint)) === 'fatal: secret',
		);

		expect(onUser).toEqual([endpoints.getUserPreferences, endpoints.updateUserPreferences]);
		expect(others).toHaveLength(everyEndpoint.length - 2);
	});

	it.each<[object, string]>([
		[{ code: 'Conflict', message: 'API secret is not set' }, 'fatal: secret'],
		[{ code: 'SECRET_NOT_CONFIGURED', message: 'Not set' }, 'fatal: secret'],
		[{ code: 'APP_KEY_MISMATCH', message: 'Not the same' }, 'fatal: secret'],
		[{ code: 'AppKeyMismatch', message: 'Not the same' }, 'fatal: secret'],
		[
			{ code: 'Conflict', message: 'Several users have secret-app-key@example.com' },
			'rejected record: ambiguousUser',
		],
		[
			{ code: 'Conflict', message: 'Idempotency-Key was used with another body' },
			'rejected record: idempotencyKey',
		],
		[
			{ code: 'Conflict', message: 'No', target: 'Idempotency-Key' },
			'rejected record: idempotencyKey',
		],
	])('with 409 on a user tells the account and the key from the user: %j', (error, taken) => {
		expect(classified(answered(409, { error }, endpoints.updateUserPreferences))).toBe(taken);
	});

	const reference = { message: 'Down', request_id: 'aBcD' };
	const titled = ['getPreferences', 'updatePreferences', 'bulkUpdatePreferences'];
	const coded = ['updateOptIn', 'getUserPreferences', 'updateUserPreferences', 'getCategories'];
	const own = [...titled, ...coded, 'bulkResubscribe'];
	const data = [...byName.keys()].filter((name) => !own.includes(name));

	/** Bodies, and the endpoints that document such a one. */
	const ownForms: Array<[object, string[]]> = [
		[{ status: 'fail', error: { type: 'ServerError', ...reference } }, data],
		[{ status: 'fail', title: 'Down', description: 'Down' }, ['deleteUser', ...titled]],
		[{ response_id: 'a', error: { err_code: 'DOWN', message: 'Down' } }, ['bulkResubscribe']],
		[{ title: 'Down', description: 'Down' }, titled],
		[{ error: { code: 'ServiceUnavailable', message: 'Down', target: 'request' } }, coded],
		[{ error: { code: '503 Service Unavailable', message: 'Down' } }, coded],
	];
	const gateways: Array<object | string> = [
		{ error: { code: 504, message: 'Gateway Timeout' } },
		{ error: { code: '504', message: 'Gateway Timeout' } },
		{ error: {} },
		{ error: { message: 'Down' } },
		{ message: 'Endpoint request timed out' },
		{ type: 'about:blank', title: 'Service Unavailable' },
		{ status: 503, error: 'Service Unavailable' },
		{ status: 'fail', error: {} },
		HTML,
		'',
	];

	it.each(ownForms)('with 503 is clear only where it is documented: %j', (body, names) => {
		const clear = [...byName].filter(
			([, endpoint]) => classified(answered(503, body, endpoint)) === 'transient clear: server',
		);

		expect(clear.map(([name]) => name).sort()).toEqual([...names].sort());
	});

	it.each(gateways)('with 503 from a gateway leaves open what was done: %j', (body) => {
		for (const endpoint of everyEndpoint) {
			expect(classified(answered(503, body, endpoint))).toBe('transient ambiguous: server');
		}
	});

	const withHeaders = (status: number, body: object | string, headers: Record<string, string>) => {
		const text = typeof body === 'string' ? body : JSON.stringify(body);
		return classifyResponse(
			endpoints.trackEvent,
			{ kind: 'answer', status, headers, text },
			30_000,
		);
	};

	it.each([
		[403, 'ER003', 'fatal: keyScope'],
		[401, 'ER004', 'fatal: keyScope'],
		[403, 'ER007', 'fatal: keyScope'],
		[403, 'ER001', 'fatal: access'],
		[401, 'ER001', 'fatal: credentials'],
	])('with %d tells by %s whether the key covers the API', (status, code, taken) => {
		const answer = withHeaders(status, {}, { 'moengage-auth-error-code': code });

		expect(classified(answer)).toBe(taken);
		expect(failureOf(answer).description.includes('does not cover this API')).toBe(
			taken === 'fatal: keyScope',
		);
	});

	it('with 401 names the project code where MoEngage does', () => {
		const error = { code: 'Unauthorized', message: 'Header MOE-PROJECT-CODE is required' };
		const answer = answered(401, { error }, endpoints.getUserPreferences);

		expect(classified(answer)).toBe('fatal: projectCode');
		expect(failureOf(answer).description).toContain("'Project Code'");
	});

	it.each([200, 302, 400, 401, 403, 404, 405, 407, 409, 413, 415, 429, 500])(
		'with %p says what to do without blaming, and never that repeating does no harm',
		(status) => {
			for (const endpoint of everyEndpoint) {
				for (const body of [{ status: 'fail' }, HTML]) {
					const { message, description } = failureOf(answered(status, body, endpoint));

					expect(`${message} ${description}`).not.toMatch(BLAME);
					expect(description).toMatch(/^[A-Z].{20,}/);
					expect(description).not.toMatch(/harm|safe to/);
				}
			}
		},
	);
});

describe('no answer', () => {
	const lost = (code: string, endpoint: Endpoint = endpoints.trackDevice) =>
		classifyResponse(endpoint, { kind: 'noAnswer', code, timedOut: false }, 1_500);

	const late = (endpoint: Endpoint) =>
		classifyResponse(endpoint, { kind: 'noAnswer', code: 'ERR_CANCELED', timedOut: true }, 1_500);

	it('within the time names the time', () => {
		const answer = late(endpoints.trackDevice);

		expect(classified(answer)).toBe('transient ambiguous: timeout');
		expect(failureOf(answer)).toMatchObject({
			message: 'MoEngage did not answer within 1.5 seconds',
			description: expect.stringContaining('more time'),
		});
	});

	const brokenMessage = 'The connection to MoEngage broke';
	const certificate = ['fatal', 'The certificate of', 'NODE_EXTRA_CA_CERTS'] as const;

	it.each<[string, string, string, string]>([
		['ECONNRESET', 'transient ambiguous', brokenMessage, 'closed the connection'],
		['', 'transient ambiguous', brokenMessage, 'closed the connection'],
		['HPE_INVALID_CONSTANT', 'transient ambiguous', brokenMessage, 'proxy'],
		['ECONNREFUSED', 'transient clear', 'The connection to MoEngage was refused', 'a firewall'],
		['ENOTFOUND', 'transient clear', "MoEngage's address cannot be found", 'DNS'],
		['EAI_AGAIN', 'transient clear', "MoEngage's address cannot be found", 'DNS'],
		['CERT_HAS_EXPIRED', ...certificate],
		['DEPTH_ZERO_SELF_SIGNED_CERT', ...certificate],
		['SELF_SIGNED_CERT_IN_CHAIN', ...certificate],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', ...certificate],
		['ERR_TLS_CERT_ALTNAME_INVALID', ...certificate],
		['ERR_INVALID_URL', 'fatal', "MoEngage's address cannot be used", "'Data Center'"],
	])('because of %p is taken for %s, and says why', (code, taken, message, advice) => {
		const answer = lost(code);
		const failure = failureOf(answer);

		expect(classified(answer)).toBe(`${taken}: ${failure.cause}`);
		expect(failure.message.startsWith(message)).toBe(true);
		expect(failure.message.endsWith(code === '' ? 'broke' : `(${code})`)).toBe(true);
		expect(failure.description).toContain(advice);
		expect(`${failure.message} ${failure.description}`).not.toMatch(BLAME);
	});

	it('leaves open only of an event whether it was recorded', () => {
		for (const endpoint of everyEndpoint) {
			const ambiguous = [
				late(endpoint),
				lost('ECONNRESET', endpoint),
				answered(502, HTML, endpoint),
				answered(404, HTML, endpoint),
			];
			const clear = [lost('ECONNREFUSED', endpoint)];
			const isTold = (answer: MoEngageResponse) =>
				failureOf(answer).message.endsWith(', so it is unclear whether it was recorded');

			expect(ambiguous.map(isTold)).toEqual(Array(4).fill(!endpoint.idempotent));
			expect(clear.map(isTold)).toEqual([false]);
		}
	});
});
