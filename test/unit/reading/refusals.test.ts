import { bulkUpsert } from '../../../nodes/MoEngage/resources/device/bulkUpsert';
import { update as updateOptIn } from '../../../nodes/MoEngage/resources/emailOptIn/update';
import type { Operation } from '../../../nodes/MoEngage/resources/operation';
import { getMany } from '../../../nodes/MoEngage/resources/subscriptionCategory/getMany';
import { bulkUpdate } from '../../../nodes/MoEngage/resources/subscriptionPreference/bulkUpdate';
import { get } from '../../../nodes/MoEngage/resources/subscriptionPreference/get';
import { getForUser } from '../../../nodes/MoEngage/resources/subscriptionPreference/getForUser';
import { updateForUser } from '../../../nodes/MoEngage/resources/subscriptionPreference/updateForUser';
import { readItem, refusalOf, type Values } from './readItem';

/** What each operation refuses by itself, apart from what all fields of a kind refuse. */
const expectRefusal = (operation: Operation, values: Values, words: string) => {
	expect(refusalOf(operation, values).message).toContain(words);
};

const RESERVED = 'is "guest", which MoEngage reserves';

describe('a device of a bulk import', () => {
	const device = { customer_id: 'ada', device_id: 'd-1', platform: 'ANDROID', push_id: 't-1' };

	it.each<[Values, string]>([
		[{ customer_id: 'guest' }, `'customer_id' ${RESERVED}`],
		[{ customer_id: ' ' }, "'customer_id' is empty"],
		[{ device_id: { id: 1 } }, '\'device_id\' is {"id":1}'],
		[{ device_id: undefined }, "'device_id' is missing"],
		[{ platform: 'Windows' }, '\'platform\' is "Windows"'],
		[{ push_id: '' }, "'push_id' is empty"],
		[{ model: ['Pixel 9'] }, '\'model\' is ["Pixel 9"]'],
		[{ moe_push_opted: 'maybe' }, '\'moe_push_opted\' is "maybe", which is neither true nor false'],
		[{ created_time: 'yesterday' }, '\'created_time\' is "yesterday", which is not a valid date'],
	])('is refused by the name of its input field: %j', (more, words) => {
		expect(() => readItem(bulkUpsert, {}, Object({ ...device, ...more }))).toThrow(words);
	});
});

describe.each([
	['getting', getForUser, {}],
	['updating', updateForUser, { globalSubscription: 'subscribed' }],
])('the user whose preferences one is %s', (_, operation, more) => {
	it.each([
		['phone', '1', '\'User Identifier Type\' is "phone"'],
		['uid', 'guest', `'User Identifier Value' ${RESERVED}`],
		['email', 'ada', '\'User Identifier Value\' is "ada", which is not a valid email address'],
		['moe_user_id', '', "'User Identifier Value' is empty"],
	])('is not found by the %s %p', (userIdentifierType, userIdentifierValue, words) => {
		expectRefusal(operation, { ...more, userIdentifierType, userIdentifierValue }, words);
	});
});

describe('an update for one user', () => {
	const attribute = { name: 'source', value: 'store' };
	const update = (more: Values): Values => ({
		userIdentifierValue: 'ada',
		globalSubscription: 'subscribed',
		...more,
	});
	const attributes = (...list: object[]) => update({ eventAttributes: { attribute: list } });

	it.each<[Values, string]>([
		[update({ channel: 'push' }), '\'Channel\' is "push"'],
		[update({ globalSubscription: 'maybe' }), '\'Global Subscription\' is "maybe"'],
		[attributes(...Array(6).fill(attribute)), 'has 6 attributes, and MoEngage accepts up to 5'],
		[attributes({ ...attribute, name: 'n'.repeat(51) }), 'which is 51 characters long'],
		[attributes({ ...attribute, value: 'v'.repeat(256) }), 'which is 256 characters long'],
		[attributes({ ...attribute, name: '' }), 'has an attribute without a name'],
		[attributes({ ...attribute, value: undefined }), 'has no value for "source"'],
	])('refuses what is unclear or too long: %j', (values, words) => {
		expectRefusal(updateForUser, values, words);
	});

	it('takes a number as an event attribute, as text', () => {
		const [record] = readItem(updateForUser, attributes({ name: 'form', value: 12 })).records;

		expect(record?.body).toMatchObject({ event_attributes: { form: '12' } });
	});
});

it.each<[string, Operation, Values, string]>([
	['a bulk update', bulkUpdate, { customerId: 'guest' }, `'Customer ID' ${RESERVED}`],
	['a bulk update', bulkUpdate, { customerId: null }, "'Customer ID' is empty"],
	[
		'a bulk update',
		bulkUpdate,
		{ customerId: 'a', unsubscribeFromAll: 'maybe' },
		"'Unsubscribe From All' is",
	],
	['a bulk update', bulkUpdate, { customerId: 'a' }, "'Categories' is empty"],
	['a landing page', get, { landingPageUrl: '' }, "'Landing Page URL' is empty"],
	['a landing page', get, { landingPageUrl: 'https://a.example/?user_id=9' }, 'has no cid'],
	[
		'an opt-in',
		updateOptIn,
		{ optInStatus: 'OPTED_OUT' },
		"'Customer ID' and 'Email' are both empty",
	],
	[
		'an opt-in',
		updateOptIn,
		{ optInStatus: 'OPTED_OUT', customerId: 'guest' },
		`'Customer ID' ${RESERVED}`,
	],
	['an opt-in', updateOptIn, { optInStatus: 'yes', customerId: 'a' }, '\'Opt-In Status\' is "yes"'],
	['a list', getMany, { limit: 0 }, "'Limit' is 0, which is not a whole number above 0"],
	['a list', getMany, { limit: 1.5 }, "'Limit' is 1.5"],
	['a list', getMany, { channel: 'push' }, '\'Channel\' is "push"'],
	['a list', getMany, { returnAll: 'some' }, '\'Return All\' is "some"'],
])('%s is refused: %#', (_, operation, values, words) => {
	expectRefusal(operation, values, words);
});
