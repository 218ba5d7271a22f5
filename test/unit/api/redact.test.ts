import fc from 'fast-check';

import { createRedact } from '../../../nodes/MoEngage/api/redact';

const ID = '8SIW681S80Z08KSHQFSTIZ8T';
const KEY = 'bz/7&k+Q"4\'x<Z>8-mP2vR6tY9wC3nL5';
const BASIC = Buffer.from(`${ID}:${KEY}`).toString('base64');

const redact = (text: string) => createRedact(ID, KEY)(text);

const toLowerCase = (text: string) => text.toLowerCase();

const inHtml = (text: string) =>
	text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');

describe('what a gateway echoes shows no secret', () => {
	it.each([
		['the key', KEY],
		['the key in an address', encodeURIComponent(KEY)],
		['the key in an address, in lower case', encodeURIComponent(KEY).replace(/%../g, toLowerCase)],
		['the key in JSON', JSON.stringify(KEY)],
		['the key in JSON with escaped slashes', JSON.stringify(KEY).replaceAll('/', '\\/')],
		['the key in HTML', inHtml(KEY)],
		['the header', `Authorization: Basic ${BASIC}`],
		['the header in an address', encodeURIComponent(`Basic ${BASIC}`)],
		['the header, cut', `Basic ${BASIC.slice(0, -9)}`],
		['the header for addresses', Buffer.from(`${ID}:${KEY}`).toString('base64url')],
		['the key, cut', KEY.slice(0, 20)],
	])('in the form of %s', (_, form) => {
		expect(redact(`before ${form}; after`)).toMatch(
			/^before "?(Authorization: )?\[hidden\]"?; after$/,
		);
		expect(redact(form)).toMatch(/^"?(Authorization: )?\[hidden\]"?$/);
	});

	it('in any longer text that it wrote in Base64', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (before, after) => {
				const echoed = Buffer.from(`${before}${KEY}${after}`).toString('base64');

				expect(redact(`{"request":"${echoed}"}`)).toContain('[hidden]');
			}),
		);
	});
});

it('changes nothing in what holds no secret', () => {
	fc.assert(
		fc.property(fc.string(), (text) => {
			expect(redact(text)).toBe(text);
		}),
	);
	expect(redact(`Basic Newsletter of ${ID}`)).toBe(`Basic Newsletter of ${ID}`);
});

it('keeps an answer readable however often the key is in it', () => {
	const answer = JSON.stringify({ status: 'success', echo: [KEY, { [KEY]: `${KEY}${KEY}` }] });

	expect(JSON.parse(redact(answer))).toEqual({
		status: 'success',
		echo: ['[hidden]', { '[hidden]': '[hidden][hidden]' }],
	});
});

it('does not take a word for a key that is far shorter than any of MoEngage', () => {
	expect(createRedact(ID, 'success')('{"status":"success"}')).toBe('{"status":"success"}');
	expect(createRedact(ID, 'accepted')('{"status":"accepted"}')).toBe('{"status":"[hidden]"}');
});
