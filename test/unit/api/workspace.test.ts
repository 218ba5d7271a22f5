import { MoEngageApi } from '../../../credentials/MoEngageApi.credentials';
import {
	authorize,
	isSafeAddress,
	readWorkspace,
	UnusableCredential,
} from '../../../nodes/MoEngage/api/workspace';

const credential = { dataCenter: '03', workspaceId: 'DEMO', apiKey: 'secret-key' };

/** The credential with another value in one field, or with none. */
const withField = (name: string, value?: string | number) => {
	const others = Object.entries(credential).filter(([other]) => other !== name);
	return Object.fromEntries<string | number>(
		value === undefined ? others : [...others, [name, value]],
	);
};

const custom = (baseUrl?: string) => ({ ...withField('baseUrl', baseUrl), dataCenter: 'custom' });

const refusalOf = (run: () => unknown): UnusableCredential => {
	try {
		run();
	} catch (error) {
		if (error instanceof UnusableCredential) return error;
		throw error;
	}
	throw new Error('The credential was used');
};

describe('the workspace of a credential', () => {
	it.each(['01', '02', '03', '04', '05', '06', '101'])('lives in data center %s', (dataCenter) => {
		expect(readWorkspace(withField('dataCenter', dataCenter))).toEqual({
			id: 'DEMO',
			baseUrl: `https://api-${dataCenter}.moengage.com`,
		});
	});

	it('is not looked for at a custom address that is left from before', () => {
		expect(readWorkspace({ ...credential, baseUrl: 'http://evil.example.com' }).baseUrl).toBe(
			'https://api-03.moengage.com',
		);
	});

	it.each([
		['https://gateway.example.com', 'https://gateway.example.com'],
		['https://gateway.example.com/', 'https://gateway.example.com'],
		['https://gateway.example.com/moengage//', 'https://gateway.example.com/moengage'],
		['  https://gateway.example.com/ ', 'https://gateway.example.com'],
		['http://localhost:4010', 'http://localhost:4010'],
		['http://127.0.0.1:4010/', 'http://127.0.0.1:4010'],
		['http://[::1]:4010', 'http://[::1]:4010'],
	])('may be reached over a gateway or test server: %p', (baseUrl, used) => {
		expect(readWorkspace(custom(baseUrl)).baseUrl).toBe(used);
	});

	it.each([
		'http://gateway.example.com',
		'HTTP://gateway.example.com',
		'http://192.168.0.10:4010',
		'http://localhost.example.com',
		'http://127.0.0.1.example.com',
		'http://localhost@example.com',
		'http://0.0.0.0:4010',
		'gateway.example.com',
		'ftp://gateway.example.com',
		'',
		'   ',
		undefined,
	])('is not reached over %p, where the key could be overheard', (baseUrl) => {
		const { message, description } = refusalOf(() => readWorkspace(custom(baseUrl)));

		expect(message).toContain("'Base URL' must start with https://");
		expect(description).toBe('Open the credential, correct it there and test it.');
	});

	it.each(['', '1', 'eu', '01.evil.example.com/', '01/../..', '99999', 7, undefined])(
		'is refused in plain words with the data center %p',
		(dataCenter) => {
			const { message } = refusalOf(() => readWorkspace(withField('dataCenter', dataCenter)));

			expect(message).toMatch(/^The credential's 'Data Center' /);
			expect(message).not.toMatch(/[{[]|error|invalid/i);
			expect(message).not.toContain('secret-key');
		},
	);

	it.each([
		['workspaceId', ''],
		['workspaceId', '  '],
		['workspaceId', undefined],
		['apiKey', ''],
		['apiKey', ' \n'],
		['apiKey', undefined],
	])('needs the %s, not %p', (name, value) => {
		const { message } = refusalOf(() => readWorkspace(withField(name, value)));

		expect(message).toBe("The credential needs both the 'Workspace ID' and the 'Data API Key'");
	});

	it('has an ID without the spaces that copying brings', () => {
		expect(readWorkspace({ ...credential, workspaceId: ' DEMO\n' }).id).toBe('DEMO');
	});
});

describe('what authenticates a request', () => {
	const request = () => ({ url: 'https://api-03.moengage.com/v1/device/DEMO', headers: {} });

	const headersWith = (more: object) =>
		authorize({ ...credential, ...more }, request()).headers ?? {};

	it('is Basic auth of workspace and key, and MOE-APPKEY', () => {
		expect(headersWith({})).toEqual({
			Authorization: `Basic ${Buffer.from('DEMO:secret-key').toString('base64')}`,
			'MOE-APPKEY': 'DEMO',
		});
	});

	it('leaves out the spaces that copying brings', () => {
		const copied = { workspaceId: ' DEMO ', apiKey: '\tsecret-key\n', projectCode: ' p-1 ' };

		expect(headersWith(copied)).toEqual({ ...headersWith({}), 'MOE-PROJECT-CODE': 'p-1' });
	});

	it.each(['', '   ', undefined])(
		'has no MOE-PROJECT-CODE, not even an empty one, when the project is %p',
		(projectCode) => {
			expect(headersWith({ projectCode })).not.toHaveProperty('MOE-PROJECT-CODE');
		},
	);

	it('keeps the other headers of the request, and the request itself', () => {
		const authorized = authorize(credential, {
			...request(),
			method: 'PUT',
			body: '{}',
			headers: { 'Idempotency-Key': 'k-1' },
		});

		expect(authorized).toMatchObject({
			url: 'https://api-03.moengage.com/v1/device/DEMO',
			method: 'PUT',
			body: '{}',
			headers: { 'Idempotency-Key': 'k-1', 'MOE-APPKEY': 'DEMO' },
		});
	});

	it('is also what the credential itself adds', async () => {
		const added = await new MoEngageApi().authenticate(
			{ ...credential, projectCode: 'p-1' },
			request(),
		);

		expect(added.headers).toEqual(headersWith({ projectCode: 'p-1' }));
	});
});

describe('a request of the HTTP Request node', () => {
	/** n8n hands over the older form of a request, whose address is named uri. */
	const older = (uri: string) => {
		const request = { uri, url: '', method: 'GET' as const, headers: { Accept: 'text/html' } };
		return request;
	};

	it('is authenticated in its older form', () => {
		expect(authorize(credential, older('https://api-03.moengage.com/v5/x')).headers).toMatchObject({
			Accept: 'text/html',
			Authorization: expect.stringMatching(/^Basic /),
			'MOE-APPKEY': 'DEMO',
		});
	});

	it.each(['http://127.0.0.1:4010/v5/x', 'http://localhost/v5/x', 'http://[::1]/v5/x'])(
		'is authenticated for a server on this machine: %s',
		(address) => {
			expect(authorize(credential, older(address)).headers).toHaveProperty('Authorization');
			expect(authorize(credential, { url: address }).headers).toHaveProperty('Authorization');
		},
	);

	it.each([
		'http://api-03.moengage.com/v5/x',
		'HTTP://api-03.moengage.com/v5/x',
		' http://api-03.moengage.com/v5/x',
		'http://localhost.example.com/v5/x',
		'http://127.0.0.1@example.com/v5/x',
		'api-03.moengage.com/v5/x',
		'/v5/x',
		'',
	])('does not carry the key over %p', (address) => {
		for (const request of [older(address), { url: address }]) {
			const { message } = refusalOf(() => authorize(credential, request));

			expect(message).toContain('starts with https://');
			expect(JSON.stringify(request)).not.toMatch(/Basic|secret-key/);
		}
	});

	it('does not carry the key to a plain http base, nor past a safe base to a plain http address', () => {
		refusalOf(() => authorize(credential, { baseURL: 'http://api-03.moengage.com', url: '/v5/x' }));
		refusalOf(() =>
			authorize(credential, {
				baseURL: 'https://api-03.moengage.com',
				url: 'http://example.com/v5/x',
			}),
		);
	});

	it('is authenticated with a base and a path', () => {
		const request = { baseURL: 'http://127.0.0.1:4010', url: '/v5/x' };

		expect(authorize(credential, request).headers).toHaveProperty('Authorization');
	});
});

it.each([
	['https://example.com', true],
	['http://127.0.0.1:1', true],
	['http://127.8.9.10', true],
	['http://example.com', false],
	['ws://example.com', false],
	['example.com', false],
	['', false],
])('%p is safe: %p', (address, safe) => {
	expect(isSafeAddress(address)).toBe(safe);
});
