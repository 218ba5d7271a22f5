import { Readable } from 'node:stream';

import { MAX_ANSWER_BYTES, readResponse } from '../../../nodes/MoEngage/api/response';

const response = { statusCode: 200, headers: {} };

const readText = async (body: unknown) => (await readResponse({ ...response, body })).text;

it('has its headers by name in lower case, and as text', async () => {
	const headers = { 'X-RateLimit-Limit': 7, 'Retry-After': ['1', '2'] };

	expect(await readResponse({ statusCode: 402, headers, body: '' })).toEqual({
		status: 402,
		headers: { 'x-ratelimit-limit': '7', 'retry-after': '1,2' },
		text: '',
	});
});

it.each<[string, () => unknown, string]>([
	['a stream of bytes', () => Readable.from([Buffer.from('{"a"'), Buffer.from(':1}')]), '{"a":1}'],
	['a stream of texts', () => Readable.from(['{"ä"', ':1}']), '{"ä":1}'],
	['a text', () => '{"a":1}', '{"a":1}'],
	['what n8n has read already', () => ({ a: 1 }), '{"a":1}'],
	['nothing', () => undefined, '""'],
	['null', () => null, '""'],
	['the mark of its byte order', () => '\uFEFF{"a":"\uFEFF"}', '{"a":"\uFEFF"}'],
])('is read as text where it is %s', async (_, body, text) => {
	expect(await readText(body())).toBe(text);
});

it('is read until it is longer than any of MoEngage, and no further', async () => {
	const chunk = 'x'.repeat(MAX_ANSWER_BYTES / 2);
	let taken = 0;
	const endless = async function* () {
		for (; taken < 10; taken += 1) yield await Promise.resolve(chunk);
	};

	expect(await readText(endless())).toHaveLength(MAX_ANSWER_BYTES);
	expect(taken).toBe(2);
	expect(await readText(Readable.from([chunk, chunk]))).toHaveLength(MAX_ANSWER_BYTES);
});

it.each([
	undefined,
	null,
	'text',
	{},
	{ ...response, statusCode: '200', body: '' },
	{ headers: {}, body: '' },
	{ ...response, headers: null, body: '' },
	{ statusCode: 200, body: '' },
	response,
])('is not taken from what is none: %j', async (none) => {
	await expect(readResponse(none)).rejects.toThrow('returned no response');
});
