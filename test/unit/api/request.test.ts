import { Readable } from 'node:stream';

import { endpoints } from '../../../nodes/MoEngage/api/endpoints';
import {
	buildUrl,
	MAX_ANSWER_BYTES,
	MAX_ERROR_BYTES,
	readResponse,
} from '../../../nodes/MoEngage/api/request';

describe('the address of a request', () => {
	const workspace = { id: 'DEMO/1', baseUrl: 'https://api-03.moengage.com' };

	const project = { ...workspace, projectCode: 'p&1' };

	const { bulkImport, trackDevice } = endpoints;

	it('writes the workspace into the path, so that no character of it leads elsewhere', () => {
		expect(buildUrl(workspace, { endpoint: bulkImport })).toBe(
			'https://api-03.moengage.com/v1/transition/DEMO%2F1',
		);
	});

	it('names the project only where the endpoint reads it from the address', () => {
		expect(buildUrl(project, { endpoint: bulkImport })).toBe(
			'https://api-03.moengage.com/v1/transition/DEMO%2F1?project_code=p%261',
		);
		expect(buildUrl(project, { endpoint: trackDevice })).not.toContain('project_code');
	});

	it('adds what is asked for, in the same order, to what the path asks for already', () => {
		const query = { 'a b': 'ä&', left: undefined, out: '' };

		expect(buildUrl(workspace, { endpoint: trackDevice, query })).toBe(
			'https://api-03.moengage.com/v1/device/DEMO%2F1?app_id=DEMO%2F1&a%20b=%C3%A4%26&out=',
		);
		expect(buildUrl(workspace, { endpoint: bulkImport, query })).toMatch(
			/DEMO%2F1\?a%20b=%C3%A4%26&out=$/,
		);
	});
});

describe('a response', () => {
	const response = { statusCode: 200, headers: {} };

	const readText = async (body: unknown) => (await readResponse({ ...response, body })).text;

	it.each<[string, () => unknown, string]>([
		[
			'a stream of bytes',
			() => Readable.from([Buffer.from('{"a"'), Buffer.from(':1}')]),
			'{"a":1}',
		],
		['a stream of texts', () => Readable.from(['{"ä"', ':1}']), '{"ä":1}'],
		['a text', () => '{"a":1}', '{"a":1}'],
		['what n8n has read already', () => ({ a: 1 }), '{"a":1}'],
		['nothing', () => undefined, '""'],
		['null', () => null, '""'],
		['the mark of its byte order', () => Readable.from(['\uFEFF{"a":"\uFEFF"}']), '{"a":"\uFEFF"}'],
	])('is read as text where it is %s', async (_, body, text) => {
		expect(await readText(body())).toBe(text);
	});

	it.each([
		[200, MAX_ANSWER_BYTES],
		[202, MAX_ANSWER_BYTES],
		[199, MAX_ERROR_BYTES],
		[302, MAX_ERROR_BYTES],
		[400, MAX_ERROR_BYTES],
		[503, MAX_ERROR_BYTES],
	])('with %d is read until it has %d bytes, and no further', async (statusCode, most) => {
		const chunk = 'x'.repeat(most / 2);
		let taken = 0;
		const endless = async function* () {
			for (; taken < 10; taken += 1) yield await Promise.resolve(chunk);
		};
		const read = async (body: unknown) =>
			(await readResponse({ ...response, statusCode, body })).text;

		expect(await read(endless())).toHaveLength(most);
		expect(taken).toBe(2);
		expect(await read(Readable.from([chunk, chunk]))).toHaveLength(most);
	});
});
