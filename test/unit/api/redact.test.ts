import fc from 'fast-check';

import { createRedact } from '../../../nodes/MoEngage/api/redact';

const ID = '8SIW681S80Z08KSHQFSTIZ8T';
const KEY = 'bz/7&k+Q"4\'x<Z>8-mP2vR6tY9wC3nL5';
const BASIC = Buffer.from(`${ID}:${KEY}`).toString('base64');

const redact = (text: string, key = KEY) => createRedact(ID, key)(text);

/** Keys that look as if a part of them were escaped. */
const STRANGE_KEYS = [
	'ab\\cdefghijklmnop',
	'key\\nwith\\u0041escape',
	'abc&amp;abcdefg&lt;h#27',
	'k%41ey%zz%25abcdef',
	`a/b+c=d&e"f<g>h'i\\j`,
];

const encodeEach = (write: (hex: string, code: number) => string) => (text: string) =>
	[...text].map((one) => write(one.charCodeAt(0).toString(16), one.charCodeAt(0))).join('');

const named = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

const writings: Record<string, (text: string) => string> = {
	plainly: (text) => text,
	'in JSON': (text) => JSON.stringify(text).slice(1, -1),
	'in JSON with escaped slashes': (text) =>
		JSON.stringify(text).slice(1, -1).replaceAll('/', '\\/'),
	'in JSON by code': encodeEach((hex) => `\\u${hex.padStart(4, '0')}`),
	'in JSON by code, in upper case': encodeEach((hex) => `\\u00${hex.toUpperCase()}`),
	'in JSON within JSON': encodeEach((hex) => `\\\\u00${hex}`),
	'in a script': encodeEach((hex) => `\\x${hex}`),
	'in an address': encodeURIComponent,
	'in an address, in lower case': (text) =>
		encodeURIComponent(text).replace(/%../g, (code) => code.toLowerCase()),
	'in an address, each character': encodeEach((hex) => `%${hex}`),
	'in an address within an address': (text) => encodeURIComponent(encodeURIComponent(text)),
	'in HTML by name': (text) =>
		Object.entries(named).reduce((html, [one, name]) => html.replaceAll(one, name), text),
	'in HTML by number': encodeEach((_, code) => `&#${code};`),
	'in HTML by hexadecimal number': encodeEach((hex) => `&#x0${hex};`),
	'in HTML within HTML': encodeEach((hex) => `&amp;#x${hex};`),
	'in HTML within JSON': encodeEach((_, code) => `\\u0026#${code};`),
	'in an address within HTML': encodeEach((hex) => `&#37;${hex}`),
	'in HTML within an address': encodeEach((_, code) => encodeURIComponent(`&#${code};`)),
	'in JSON within an address': encodeEach((hex) => encodeURIComponent(`\\u00${hex}`)),
	'in octal numbers': encodeEach((_, code) => `\\${code.toString(8).padStart(3, '0')}`),
};

describe('what a gateway echoes shows no secret', () => {
	it.each(Object.entries(writings))('that is written %s', (_, write) => {
		for (const secret of [KEY, BASIC, `Basic ${BASIC}`, BASIC.slice(0, -9), KEY.slice(0, 20)]) {
			expect(redact(`before ${write(secret)}; after`)).toBe('before [hidden]; after');
			expect(redact(write(secret))).toBe('[hidden]');
		}
	});

	it.each(STRANGE_KEYS)('also of a key such as %s', (key) => {
		for (const [name, write] of Object.entries(writings)) {
			// HTML by name does not escape what looks like a name.
			if (name !== 'in HTML by name') expect(redact(write(key), key)).toBe('[hidden]');
		}
		const document = Buffer.from(JSON.stringify({ key })).toString('base64');
		expect(redact(document, key)).toContain('[hidden]');
	});

	it('of a short key, unless it could be a word', () => {
		expect(redact('The key s3cr3t is not valid', 's3cr3t')).toBe('The key [hidden] is not valid');
		expect(redact(Buffer.from('sevench8').toString('base64'), 'sevench8')).toBe('[hidden]');
	});

	it.each([
		['the header', `Authorization: Basic ${BASIC}`, 'Authorization: [hidden]'],
		['hexadecimal', Buffer.from(`::${KEY}`).toString('hex'), '3a3a[hidden]'],
		['hexadecimal, in upper case', Buffer.from(KEY).toString('hex').toUpperCase(), '[hidden]'],
		[
			'the header in hexadecimal',
			Buffer.from(`Basic ${BASIC}`).toString('hex'),
			'426173696320[hidden]',
		],
		['Base64 for addresses', Buffer.from(`${ID}:${KEY}`).toString('base64url'), '[hidden]'],
		['Base64 in lines', BASIC.replace(/.{16}/g, '$&\r\n'), '[hidden]'],
		['Base64 in lines, in JSON', JSON.stringify(BASIC.replace(/.{16}/g, '$&\n')), '"[hidden]"'],
	])('in the form of %s', (_, text, shown) => {
		expect(redact(text)).toBe(shown);
	});

	it('as a value or a name, and what else is in the JSON stays', () => {
		const escaped = encodeEach((hex) => `\\u00${hex}`)(KEY);
		const text = `{"a\\n": "\\"${escaped}\\"", "${escaped}": {"b": ["${escaped}"]}}`;

		expect(JSON.parse(redact(text))).toEqual({
			'a\n': '"[hidden]"',
			'[hidden]': { b: ['[hidden]'] },
		});
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
