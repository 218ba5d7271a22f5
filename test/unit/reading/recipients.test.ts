import { resubscribe } from '../../../nodes/MoEngage/resources/emailResubscription/resubscribe';
import { readItem, refusalOf, shownAs, type Values } from './readItem';

const read = (recipients: unknown, more: Values = {}) =>
	readItem(resubscribe, { recipients, ...more });

const addressesOf = (recipients: unknown) => read(recipients).records.map(({ entry }) => entry);

it('repeats the addresses of the item in its output, as they were spelled', () => {
	expect(read('Ada@Example.com, bob@example.com').identifiers).toEqual({
		recipients: ['Ada@Example.com', 'bob@example.com'],
	});
});

describe('addresses', () => {
	const two = ['ada@example.com', 'bob@example.com'];

	it.each([
		['commas', 'ada@example.com,bob@example.com'],
		['commas and spaces', ' ada@example.com , bob@example.com '],
		['semicolons', 'ada@example.com; bob@example.com;'],
		['spaces', 'ada@example.com  bob@example.com'],
		['lines', 'ada@example.com\nbob@example.com\n'],
		['lines of Windows', 'ada@example.com\r\n\r\nbob@example.com'],
		['tabs', 'ada@example.com\tbob@example.com'],
		['several at once', ',ada@example.com;\n, bob@example.com'],
	])('may be separated by %s', (_, text) => {
		expect(addressesOf(text)).toEqual(two);
	});

	it('may be one, a list, or a list of lists in text', () => {
		expect(addressesOf('ada@example.com')).toEqual(['ada@example.com']);
		expect(addressesOf(two)).toEqual(two);
		expect(addressesOf(['ada@example.com; bob@example.com', 'cy@example.com'])).toEqual([
			...two,
			'cy@example.com',
		]);
	});

	it('may be JSON text of a list', () => {
		expect(addressesOf('\n["ada@example.com", "bob@example.com"]')).toEqual(two);
		expect(addressesOf(['[" ada@example.com "]', 'bob@example.com'])).toEqual(two);
	});

	it('are the same in any case, within an item and across items', () => {
		const keys = read('Ada@Example.com, ADA@EXAMPLE.COM').records.map(({ key }) => key);

		expect(keys).toHaveLength(1);
		expect(read('ada@example.COM').records[0]?.key).toBe(keys[0]);
	});
});

describe('no address', () => {
	it.each(['', '   ', '\n', ',', ' ; , ', '[]', [], [''], [' ', ';'], null, undefined])(
		'is refused as empty: %j',
		(recipients) => {
			expect(refusalOf(resubscribe, { recipients }).message).toBe(
				`'Recipients' is ${recipients === undefined ? 'missing' : 'empty'}`,
			);
		},
	);
});

describe('what is not an address', () => {
	it.each([
		['ada', 'ada'],
		['ada@', 'ada@'],
		['Ada <ada@example.com>', 'Ada'],
		['mailto:ada@example.com', 'mailto:ada@example.com'],
		[7, 7],
		[true, true],
		[{ email: 'ada@example.com' }, { email: 'ada@example.com' }],
		[[['ada@example.com']], ['ada@example.com']],
	])('is refused by name: %j', (recipients, shown) => {
		const { message, description } = refusalOf(resubscribe, { recipients });

		expect(message).toBe(
			`'Recipients' has ${JSON.stringify(shown)}, which is not a valid email address`,
		);
		expect(description).toContain('nathan@example.com');
	});

	it.each([
		['ada@example.com, not-an-address, bob@example.com'],
		[['ada@example.com', 'not-an-address']],
	])('spoils the list that it stands in: %j', (recipients) => {
		const { message, description } = refusalOf(resubscribe, { recipients });

		expect(message).toBe(`'Recipients' has "not-an-address", which is not a valid email address`);
		expect(description).toContain('sent only when all of its addresses are valid');
	});

	it('may also be a gap in a list', () => {
		const messageOf = (recipients: unknown) => refusalOf(resubscribe, { recipients }).message;

		expect(messageOf(['ada@example.com', undefined])).toBe(
			"'Recipients' has an entry that is missing",
		);
		expect(messageOf('["ada@example.com", null]')).toBe("'Recipients' has an entry that is empty");
	});

	it('is shown in part where a list is very long', () => {
		const list = Array.from({ length: 10_000 }, (_, index) => `a${index}@example.com`);

		expect(refusalOf(resubscribe, { recipients: [...list, 'x'.repeat(10_000)] }).message).toMatch(
			/^'Recipients' has "x{79}…, which is not a valid email address$/,
		);
	});
});

describe('the email service provider', () => {
	it('is SendGrid, and is updated, unless said otherwise', () => {
		expect(read('ada@example.com').records[0]?.body).toEqual({ esp: 'SENDGRID', update_esp: true });
	});

	it('is told explicitly not to be updated', () => {
		const { records } = read('ada@example.com', { updateEsp: false });
		expect(records[0]?.body).toEqual({ esp: 'SENDGRID', update_esp: false });
	});

	it('may be another, in the spelling that the user gives', () => {
		const other = { esp: 'custom', customEsp: ' Amazon_SES ' };
		expect(read('ada@example.com', other).records[0]?.body).toMatchObject({ esp: 'Amazon_SES' });
	});

	it.each(['', '  ', null, undefined, {}])('must then be named, not %p', (customEsp) => {
		const values = { recipients: 'ada@example.com', esp: 'custom', customEsp };
		expect(refusalOf(resubscribe, values).message).toContain("'Custom Provider' is ");
	});

	it.each(['MAILGUN', '', null])('is not chosen by %p', (esp) => {
		const { message, description } = refusalOf(resubscribe, { recipients: 'ada@example.com', esp });

		expect(message).toBe(
			`'Email Service Provider' ${shownAs(esp, 'which is not one of the options')}`,
		);
		expect(description).toBe('Allowed values are SENDGRID, custom.');
	});
});
