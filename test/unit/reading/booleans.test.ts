import { resubscribe } from '../../../nodes/MoEngage/resources/emailResubscription/resubscribe';
import { update } from '../../../nodes/MoEngage/resources/subscriptionPreference/landingPage';
import { readItem, refusalOf, shownAs } from './readItem';

const yes = [
	true,
	1,
	'1',
	'true',
	'TRUE',
	' true ',
	'yes',
	'Y',
	'on',
	't',
	'subscribed',
	'Subscribed',
];
const no = [false, 0, '0', 'false', 'False', 'no', 'N', 'Off', 'f', 'unsubscribed', 'UNSUBSCRIBED'];
const spellings = [
	...yes.map((value) => ({ value, meant: true })),
	...[...no, '\ufeffNo\u200b'].map((value) => ({ value, meant: false })),
];

const neither = [
	...['10', 'nope', 'ye', 'x'.repeat(10_000), 'opted in', 'subscribe', '', '   '],
	...[2, -1, 0.5, Number.NaN, null, undefined, {}, [], [true]],
];

const email = { recipients: 'ada@example.com' };
const inCategory = (value: unknown) => ({
	...{ identifyBy: 'ids', userId: '7Xv', campaignId: '5FG' },
	...{ categoriesMode: 'json', categoriesJson: { News: value } },
});

it.each(spellings)('"$value" means $meant for a switch, and for a category', ({ value, meant }) => {
	const [switched] = readItem(resubscribe, { ...email, updateEsp: value }).records;
	const [chosen] = readItem(update, inCategory(value)).records;

	expect(switched?.body).toMatchObject({ update_esp: meant });
	expect(chosen?.body).toMatchObject({ categories: { News: meant } });
});

it.each(neither.map((value) => ({ value })))('"$value" is neither for a switch', ({ value }) => {
	const { message, description } = refusalOf(resubscribe, { ...email, updateEsp: value });
	const expected = shownAs(value, 'which is neither true nor false');

	expect(message.slice(0, 100)).toBe(`'Also Remove From SendGrid' ${expected}`.slice(0, 100));
	expect(description).toBe(
		'Allowed values are true, false, 1, 0, "true", "false", "yes", "no", "y", "n", "t", "f", "on", "off", "subscribed", and "unsubscribed".',
	);
});
