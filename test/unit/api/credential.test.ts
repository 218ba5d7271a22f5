import { MoEngageApi } from '../../../credentials/MoEngageApi.credentials';
import {
	authorize,
	InvalidCredential,
	readCredential,
} from '../../../nodes/MoEngage/api/credential';
import { BLAME } from '../reading/readItem';

const credential = { dataCenter: '03', workspaceId: 'DEMO', apiKey: 'secret-key' };

const custom = (baseUrl: string) => ({ ...credential, dataCenter: 'custom', baseUrl });

const request = () => ({ url: 'https://api-03.moengage.com/v1/device/DEMO', headers: {} });

/** Sees to it that a credential is refused, in the same words wherever it is used. */
const expectRefusal = (
	data: object,
	field: 'Workspace ID' | 'Data API Key' | 'Project Code' | 'Base URL' | 'Data Center',
	words: string,
) => {
	for (const use of [() => readCredential({ ...data }), () => authorize({ ...data }, request())]) {
		const told: string[] = [];
		try {
			use();
		} catch (error) {
			if (error instanceof InvalidCredential) told.push(error.message, error.description);
		}
		const [message = '', description] = told;

		expect(message).toMatch(new RegExp(`^The credential's '${field}' `));
		expect(message).toContain(words);
		expect(message).not.toMatch(BLAME);
		expect(message).not.toContain('secret-key');
		expect(description).toBe('Open the credential, correct it, and test it.');
	}
};

describe('the workspace of a credential', () => {
	it.each(['01', '02', '03', '04', '05', '06', '101'])('lives in data center %s', (dataCenter) => {
		expect(readCredential({ ...credential, dataCenter }).workspace).toEqual({
			id: 'DEMO',
			baseUrl: `https://api-${dataCenter}.moengage.com`,
		});
	});

	it('knows its project, where it has one', () => {
		const workspaceWith = (projectCode: string) =>
			readCredential({ ...credential, projectCode }).workspace;

		expect(workspaceWith(' p-1 ')).toMatchObject({ projectCode: 'p-1' });
		expect(workspaceWith(' ')).not.toHaveProperty('projectCode');
	});

	it('is not looked for at a custom address that was entered before', () => {
		expect(
			readCredential({ ...credential, baseUrl: 'http://evil.example.com/#' }).workspace.baseUrl,
		).toBe('https://api-03.moengage.com');
	});

	it.each([
		['https://gateway.example.com', 'https://gateway.example.com'],
		['https://gateway.example.com/', 'https://gateway.example.com'],
		['https://gateway.example.com/moengage//', 'https://gateway.example.com/moengage'],
		['  https://gateway.example.com:8443/ ', 'https://gateway.example.com:8443'],
		['http://localhost:4010', 'http://localhost:4010'],
		['http://127.0.0.1:4010/', 'http://127.0.0.1:4010'],
		['http://[::1]:4010', 'http://[::1]:4010'],
	])('may be reached over a gateway or test server: %p', (baseUrl, used) => {
		expect(readCredential(custom(baseUrl)).workspace.baseUrl).toBe(used);
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
	])('is not reached over %p, where the key could be overheard', (baseUrl) => {
		expectRefusal(custom(baseUrl), 'Base URL', 'must start with https://');
	});

	it.each([
		'https://gateway.example.com#',
		'https://gateway.example.com/#/api',
		'https://gateway.example.com?',
		'https://gateway.example.com/api?key=1',
		'https://user:password@gateway.example.com',
		'https://@gateway.example.com',
		'https://gateway.example.com\\@evil.example.com',
		'https://gateway.exam\tple.com',
		'https://gateway.example.com/a b',
		'https://gateway.example.com/a\u200b',
		'https:gateway.example.com',
		'https:///gateway.example.com',
	])('is not looked for at %p, which is more than scheme, host and path', (baseUrl) => {
		expectRefusal(custom(baseUrl), 'Base URL', 'a scheme, a host, and a path');
	});

	it.each(['', '  '])('needs the address of a gateway, not %p', (baseUrl) => {
		expectRefusal(custom(baseUrl), 'Base URL', 'is empty');
		expectRefusal({ ...credential, dataCenter: 'custom' }, 'Base URL', 'is empty');
	});

	it.each(['', '1', '07', '99', 'eu', '01.evil.example.com/', '01/../..', '99999', 7, undefined])(
		'is refused in plain words with the data center %p',
		(dataCenter) => {
			expectRefusal({ ...credential, dataCenter }, 'Data Center', "one of MoEngage's data centers");
		},
	);

	it.each(['', '  ', ' \n', undefined, null])('needs an ID and a key, not %p', (value) => {
		expectRefusal({ ...credential, workspaceId: value }, 'Workspace ID', 'is empty');
		expectRefusal({ ...credential, apiKey: value }, 'Data API Key', 'is empty');
	});

	it.each([
		['DEMO–1', 'the character U+2013'],
		['DEMO 1', 'a space'],
		['DE\r\nX-Other: 1', 'a line break'],
		['DE\nX-Other: 1', 'a line break'],
		['DEMO\u200b', 'the character U+200B'],
		['DEMO\u0000', 'the character U+0000'],
		['DEMO💥', 'the character U+1F4A5'],
	])('is refused with %j in a field, where a header would be empty or cut', (value, named) => {
		expectRefusal({ ...credential, workspaceId: value }, 'Workspace ID', named);
		expectRefusal({ ...credential, apiKey: value }, 'Data API Key', named);
		expectRefusal({ ...credential, projectCode: value }, 'Project Code', named);
	});

	it('has an ID without the spaces that copying brings, and may be a number', () => {
		expect(readCredential({ ...credential, workspaceId: ' DEMO\n' }).workspace.id).toBe('DEMO');
		expect(readCredential({ ...credential, workspaceId: 42 }).workspace.id).toBe('42');
	});
});

describe('what authenticates a request', () => {
	const headersWith = (more: object) =>
		authorize({ ...credential, ...more }, request()).headers ?? {};

	it('is Basic auth of workspace and key, and MOE-APPKEY', () => {
		expect(headersWith({})).toEqual({
			Authorization: `Basic ${Buffer.from('DEMO:secret-key').toString('base64')}`,
			'MOE-APPKEY': 'DEMO',
		});
	});

	it('has none of the spaces that copying brings', () => {
		const copied = { workspaceId: ' DEMO ', apiKey: '\tsecret-key\n', projectCode: ' p-1 ' };

		expect(headersWith(copied)).toEqual({ ...headersWith({}), 'MOE-PROJECT-CODE': 'p-1' });
	});

	it.each(['', '   ', undefined])(
		'has no MOE-PROJECT-CODE, not even an empty one, when the project is %p',
		(projectCode) => {
			expect(headersWith({ projectCode })).not.toHaveProperty('MOE-PROJECT-CODE');
		},
	);

	it.each([
		['203.0.113.7', '203.0.113.7'],
		[' 203.0.113.7:443 ,2001:db8::1', '203.0.113.7, 2001:db8::1'],
		['', undefined],
		[' ', undefined],
	])('names the address %j of this n8n', (sourceIp, sent) => {
		expect(headersWith({ sourceIp })['X-Forwarded-For']).toBe(sent);
	});

	it.each(['X-Forwarded-For', 'x-forwarded-for'])('leaves %s of the request as it is', (name) => {
		const headers = { [name]: '198.51.100.1' };
		const sent = authorize({ ...credential, sourceIp: '203.0.113.7' }, { ...request(), headers });

		expect(JSON.stringify(sent.headers)).not.toContain('203.0.113.7');
		expect(sent.headers).toMatchObject(headers);
	});

	it('keeps the other headers of the request, and the request itself', () => {
		const { url } = request();
		const update = { url, method: 'PUT', body: '{}' } as const;
		const own = { 'Idempotency-Key': 'k-1' };

		expect(authorize(credential, { ...update, headers: own })).toMatchObject({
			...update,
			headers: { ...own, 'MOE-APPKEY': 'DEMO' },
		});
	});

	it('is also what the credential itself adds', async () => {
		const data = { ...credential, projectCode: 'p-1' };
		const added = await new MoEngageApi().authenticate(data, request());

		expect(added.headers).toEqual(headersWith({ projectCode: 'p-1' }));
	});
});

describe('a request of the HTTP Request node', () => {
	/** n8n hands over the older form of a request, whose address is named uri. */
	const formsOf = (address: string) => {
		const older = { uri: address, url: '', headers: { Accept: 'text/html' } };
		const newer = { url: address, headers: { Accept: 'text/html' } };
		return [older, newer];
	};

	it.each([
		'https://api-03.moengage.com/v5/x',
		'http://127.0.0.1:4010/v5/x',
		'http://localhost/v5/x',
		'http://[::1]/v5/x',
		'http://127.8.9.10/v5/x',
	])('is authenticated for MoEngage and for a server on this machine: %s', (address) => {
		for (const form of formsOf(address)) {
			expect(authorize(credential, form).headers).toEqual({
				Accept: 'text/html',
				Authorization: expect.stringMatching(/^Basic /),
				'MOE-APPKEY': 'DEMO',
			});
		}
	});

	it.each([
		'http://api-03.moengage.com/v5/x',
		'HTTP://api-03.moengage.com/v5/x',
		' http://api-03.moengage.com/v5/x',
		'ws://api-03.moengage.com/v5/x',
		'ws://127.0.0.1/v5/x',
		'http://localhost.example.com/v5/x',
		'http://127.0.0.1@example.com/v5/x',
		'api-03.moengage.com/v5/x',
		'/v5/x',
		'',
	])('does not carry the key over %p', (address) => {
		for (const form of formsOf(address)) {
			expect(() => authorize(credential, form)).toThrow('starts with https://');
			expect(JSON.stringify(form)).not.toMatch(/Basic|secret-key/);
		}
	});

	it.each([
		['http://api-03.moengage.com', '/v5/x'],
		['https://api-03.moengage.com', 'http://example.com/v5/x'],
	])('does not carry the key over the base %s to %s', (baseURL, url) => {
		expect(() => authorize(credential, { baseURL, url })).toThrow(
			expect.objectContaining({ description: 'Correct the address of the request.' }),
		);
	});

	it('is authenticated with a base and a path', () => {
		const form = { baseURL: 'http://127.0.0.1:4010', url: '/v5/x' };

		expect(authorize(credential, form).headers).toHaveProperty('Authorization');
	});
});
