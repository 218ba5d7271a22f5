import { resubscribe } from '../../../nodes/MoEngage/resources/emailResubscription/resubscribe';
import { update } from '../../../nodes/MoEngage/resources/subscriptionPreference/update';
import { readItem, refusalOf, shownAs } from './readItem';

const spellings: Array<[unknown, boolean]> = [
	[true, true],
	[1, true],
	['1', true],
	['true', true],
	['TRUE', true],
	['yes', true],
	['Yes', true],
	['subscribed', true],
	['Subscribed', true],
	[' true ', true],
	[false, false],
	[0, false],
	['0', false],
	['\ufeffNo\u200b', false],
	['false', false],
	['False', false],
	['no', false],
	['NO', false],
	['unsubscribed', false],
	['UNSUBSCRIBED', false],
];

const others = [
	'on',
	'off',
	'y',
	'n',
	'10',
	'x'.repeat(10_000),
	'opted in',
	'subscribe',
	'',
	'   ',
	2,
	-1,
	0.5,
	Number.NaN,
	null,
	undefined,
	{},
	[],
	[true],
];

const email = { recipients: 'ada@example.com' };
const visitor = { identifyBy: 'ids', userId: '7Xv', campaignId: '5FG' };

it.each(spellings)('%p means %p for a switch', (updateEsp, meant) => {
	expect(readItem(resubscribe, { ...email, updateEsp }).records[0]?.body).toMatchObject({
		update_esp: meant,
	});
});

it.each(spellings)('%p means %p for a category', (value, meant) => {
	const json = { categoriesMode: 'json', categoriesJson: { News: value } };
	expect(readItem(update, { ...visitor, ...json }).records[0]?.body).toMatchObject({
		categories: { News: meant },
	});
});

const NEITHER = 'which is neither true nor false';

it.each(others)('%j is neither for a switch', (updateEsp) => {
	const { message, description } = refusalOf(resubscribe, { ...email, updateEsp });
	const expected = shownAs(updateEsp, NEITHER);

	expect(message.slice(0, 100)).toBe(
		`'Also Remove From Provider's Suppression List' ${expected}`.slice(0, 100),
	);
	expect(description).toBe(
		'Allowed values are true, false, 1, 0, "true", "false", "yes", "no", "subscribed", and "unsubscribed".',
	);
});

it.each(others)('%j is neither for a category', (value) => {
	const json = { categoriesMode: 'json', categoriesJson: { News: value } };
	const { message, description } = refusalOf(update, { ...visitor, ...json });

	expect(message).toMatch(
		/^'Categories \(JSON\)' has (no value for "News"|.+ for "News", which is neither true nor false)$/,
	);
	expect(description).toContain('"unsubscribed"');
});
