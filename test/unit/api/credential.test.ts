import { MoEngageApi } from '../../../credentials/MoEngageApi.credentials';
import { authorize } from '../../../nodes/MoEngage/api/authorize';
import {
	InvalidCredential,
	isSafeAddress,
	readCredential,
} from '../../../nodes/MoEngage/api/credential';
import { toWorkspace } from '../../../nodes/MoEngage/api/workspace';
import { BLAME } from '../reading/readItem';

const credential = { dataCenter: '03', workspaceId: 'DEMO', apiKey: 'secret-key' };

const custom = (baseUrl: string) => ({ ...credential, dataCenter: 'custom', baseUrl });

const request = () => ({ url: 'https://api-03.moengage.com/v1/device/DEMO', headers: {} });

/** Why a credential is refused; it is refused in the same words wherever it is used. */
const refusalOf = (
	data: object,
	name: 'Workspace ID' | 'Data API Key' | 'Project Code' | 'Base URL' | 'Data Center',
): string => {
	const messages = [() => readCredential({ ...data }), () => authorize({ ...data }, request())].map(
		(use) => {
			try {
				use();
			} catch (error) {
				if (error instanceof InvalidCredential) {
					expect(error.description).toBe('Open the credential, correct it, and test it.');
					return error.message;
				}
				throw error;
			}
			throw new Error('The credential was used');
		},
	);
	const [message = ''] = messages;

	expect(messages).toEqual([message, message]);
	expect(message).toMatch(new RegExp(`^The credential's '${name}' `));
	expect(message).not.toMatch(BLAME);
	expect(message).not.toContain('secret-key');
	return message;
};

describe('the workspace of a credential', () => {
	it.each(['01', '02', '03', '04', '05', '06', '101'])('lives in data center %s', (dataCenter) => {
		expect(toWorkspace(readCredential({ ...credential, dataCenter }))).toEqual({
			id: 'DEMO',
			baseUrl: `https://api-${dataCenter}.moengage.com`,
		});
	});

	it('knows its project, where it has one', () => {
		expect(toWorkspace(readCredential({ ...credential, projectCode: ' p-1 ' }))).toMatchObject({
			projectCode: 'p-1',
		});
		expect(toWorkspace(readCredential({ ...credential, projectCode: ' ' }))).not.toHaveProperty(
			'projectCode',
		);
	});

	it('is not looked for at a custom address that was entered before', () => {
		expect(readCredential({ ...credential, baseUrl: 'http://evil.example.com/#' }).baseUrl).toBe(
			'https://api-03.moengage.com',
		);
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
		expect(readCredential(custom(baseUrl)).baseUrl).toBe(used);
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
		expect(refusalOf(custom(baseUrl), 'Base URL')).toContain('must start with https://');
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
		'https:gateway.example.com',
		'https:///gateway.example.com',
	])('is not looked for at %p, which is more than scheme, host and path', (baseUrl) => {
		expect(refusalOf(custom(baseUrl), 'Base URL')).toContain('a scheme, a host, and a path');
	});

	it.each(['', '  '])('needs the address of a gateway, not %p', (baseUrl) => {
		expect(refusalOf(custom(baseUrl), 'Base URL')).toContain('is empty');
		expect(refusalOf({ ...credential, dataCenter: 'custom' }, 'Base URL')).toContain('is empty');
	});

	it.each(['', '1', 'eu', '01.evil.example.com/', '01/../..', '99999', 7, undefined])(
		'is refused in plain words with the data center %p',
		(dataCenter) => {
			refusalOf({ ...credential, dataCenter }, 'Data Center');
		},
	);

	it.each(['', '  ', ' \n', undefined, null])('needs an ID and a key, not %p', (value) => {
		expect(refusalOf({ ...credential, workspaceId: value }, 'Workspace ID')).toContain('is empty');
		expect(refusalOf({ ...credential, apiKey: value }, 'Data API Key')).toContain('is empty');
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
		expect(refusalOf({ ...credential, workspaceId: value }, 'Workspace ID')).toContain(named);
		expect(refusalOf({ ...credential, apiKey: value }, 'Data API Key')).toContain(named);
		expect(refusalOf({ ...credential, projectCode: value }, 'Project Code')).toContain(named);
	});

	it('has an ID without the spaces that copying brings, and may be a number', () => {
		expect(readCredential({ ...credential, workspaceId: ' DEMO\n' }).workspaceId).toBe('DEMO');
		expect(readCredential({ ...credential, workspaceId: 42 }).workspaceId).toBe('42');
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
		const form = { uri, url: '', method: 'GET' as const, headers: { Accept: 'text/html' } };
		return form;
	};

	it('is authenticated in its older form', () => {
		expect(authorize(credential, older('https://api-03.moengage.com/v5/x')).headers).toMatchObject({
			Accept: 'text/html',
			Authorization: expect.stringMatching(/^Basic /),
			'MOE-APPKEY': 'DEMO',
		});
	});

	it.each([
		'http://127.0.0.1:4010/v5/x',
		'http://localhost/v5/x',
		'http://[::1]/v5/x',
		'http://127.8.9.10/v5/x',
	])('is authenticated for a server on this machine: %s', (address) => {
		expect(authorize(credential, older(address)).headers).toHaveProperty('Authorization');
		expect(authorize(credential, { url: address }).headers).toHaveProperty('Authorization');
	});

	it.each([
		'http://api-03.moengage.com/v5/x',
		'HTTP://api-03.moengage.com/v5/x',
		' http://api-03.moengage.com/v5/x',
		'ws://api-03.moengage.com/v5/x',
		'http://localhost.example.com/v5/x',
		'http://127.0.0.1@example.com/v5/x',
		'api-03.moengage.com/v5/x',
		'/v5/x',
		'',
	])('does not carry the key over %p', (address) => {
		for (const form of [older(address), { url: address }]) {
			expect(() => authorize(credential, form)).toThrow('starts with https://');
			expect(JSON.stringify(form)).not.toMatch(/Basic|secret-key/);
		}
	});

	it('does not carry the key to a plain http base, nor past a safe base to a plain http address', () => {
		const forms = [
			{ baseURL: 'http://api-03.moengage.com', url: '/v5/x' },
			{ baseURL: 'https://api-03.moengage.com', url: 'http://example.com/v5/x' },
		];

		for (const form of forms) {
			expect(() => authorize(credential, form)).toThrow(
				expect.objectContaining({ description: 'Correct the address of the request.' }),
			);
		}
	});

	it('is authenticated with a base and a path', () => {
		const form = { baseURL: 'http://127.0.0.1:4010', url: '/v5/x' };

		expect(authorize(credential, form).headers).toHaveProperty('Authorization');
	});
});

it.each([
	['https://example.com', true],
	['http://127.0.0.1:1', true],
	['http://127.8.9.10', true],
	['http://example.com', false],
	['ws://example.com', false],
	['ws://127.0.0.1', false],
	['example.com', false],
	['', false],
])('%p is safe: %p', (address, safe) => {
	expect(isSafeAddress(address)).toBe(safe);
});
