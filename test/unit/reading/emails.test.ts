import fc from 'fast-check';

import { findEmail } from '../../../nodes/MoEngage/resources/fields/emails';
import { update as updateOptIn } from '../../../nodes/MoEngage/resources/emailOptIn/update';
import { readItem, refusalOf, shownAs } from './readItem';

const read = (email: unknown) =>
	readItem(updateOptIn, { email, optInStatus: 'OPTED_OUT' }).identifiers.email_id;

/** As many characters as mail servers accept. */
const LONGEST = `${'x'.repeat(64)}@${'a.'.repeat(93)}com`;

it.each([
	'first.last+tag@sub.example.co.uk',
	"o'neill@example.com",
	'a&b@example.com',
	'sales/eu@example.com',
	'UPPER@EXAMPLE.COM',
	'x_1-2@example.museum',
	'#!$%*/?^`{|}~=@example.com',
	'ivan@xn--e1afmkfd.xn--p1ai',
	'a@example.com',
	`${'x'.repeat(64)}@example.com`,
	LONGEST,
])('%p is sent as it is', (address) => {
	expect(read(address)).toBe(address);
});

it.each([
	[' Ada@example.com\n', 'Ada@example.com'],
	['\ufeffada@example\u200b.com', 'ada@example.com'],
	['info@müller.de', 'info@xn--mller-kva.de'],
	['Info@MÜLLER.de', 'Info@xn--mller-kva.de'],
	['ivan@пример.рф', 'ivan@xn--e1afmkfd.xn--p1ai'],
])('%p is sent as %p', (address, sent) => {
	expect(read(address)).toBe(sent);
});

const partial = ['ada', 'ada.com', 'ada@', '@example.com', 'ada@example', 'ada@@example.com'];
const dotted = ['.ada@example.com', 'ada.@example.com', 'a..da@example.com', 'ada@example..com'];
const wrongDomains = [
	...[
		'xn--a.com',
		'.example.com',
		'example.com.',
		'-example.com',
		'exa_mple.com',
		'exam ple.com',
		'xn--.com',
	],
	...['b@example.com', 'exam\tple.de', 'ex%61mple.müller.de', '203.0.113.7', '[203.0.113.7]'],
].map((domain) => `ada@${domain}`);
const wrongNames = ['a da@example.com', '"a da"@example.com', 'jürgen@example.com'];
const decorated = ['Ada <ada@example.com>', '<ada@example.com>', 'mailto:ada@example.com'];
const long = [
	`${'x'.repeat(65)}@example.com`,
	`ada@${'x.'.repeat(125)}com`,
	LONGEST.replace('com', 'info'),
	'ada@'.repeat(100_000),
];

const others = [7, {}, ['ada@example.com']];

it.each([partial, dotted, wrongDomains, wrongNames, decorated, long, others].flat())(
	'is refused when it is %j',
	(address) => {
		const { message, description } = refusalOf(updateOptIn, {
			email: address,
			optInStatus: 'OPTED_OUT',
		});

		const expected = `'Email' ${shownAs(address, 'which is not a valid email address')}`;
		expect(message.slice(0, 80)).toBe(expected.slice(0, 80));
		expect(message).toMatch(/, which is not a valid email address$/);
		expect(description).toContain('nathan@example.com');
	},
);

it('is read again as it was sent', () => {
	fc.assert(
		fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'grapheme' })), (text) => {
			const sent = findEmail(text);
			if (sent !== undefined) expect(findEmail(sent)).toBe(sent);
		}),
	);
});

it('accepts whatever has the form of an address', () => {
	fc.assert(fc.property(fc.emailAddress(), (address) => findEmail(address) === address));
});
