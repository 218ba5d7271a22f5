import { bulkUpsert } from '../../../nodes/MoEngage/resources/device/bulkUpsert';
import { update as updateOptIn } from '../../../nodes/MoEngage/resources/emailOptIn/update';
import type { Operation } from '../../../nodes/MoEngage/resources/operation';
import { getMany } from '../../../nodes/MoEngage/resources/subscriptionCategory/getMany';
import { bulkUpdate } from '../../../nodes/MoEngage/resources/subscriptionPreference/bulkUpdate';
import { get } from '../../../nodes/MoEngage/resources/subscriptionPreference/landingPage';
import {
	getForUser,
	updateForUser,
} from '../../../nodes/MoEngage/resources/subscriptionPreference/forUser';
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

	it.each<[words: string, Values]>([
		['\'Channel\' is "push"', update({ channel: 'push' })],
		['\'Global Subscription\' is "maybe"', update({ globalSubscription: 'maybe' })],
		['has 6 attributes, and MoEngage accepts up to 5', attributes(...Array(6).fill(attribute))],
		['which is 51 characters long', attributes({ ...attribute, name: 'n'.repeat(51) })],
		['which is 256 characters long', attributes({ ...attribute, value: 'v'.repeat(256) })],
		['has an attribute without a name', attributes({ ...attribute, name: '' })],
		[
			'has "source" twice with different values',
			attributes(attribute, { ...attribute, value: 'x' }),
		],
		['has no value for "source"', attributes({ ...attribute, value: undefined })],
	])('is refused, since it %s', (words, values) => {
		expectRefusal(updateForUser, values, words);
	});

	it('takes a number as an event attribute, as text', () => {
		const [record] = readItem(updateForUser, attributes({ name: 'form', value: 12 })).records;

		expect(record?.body).toMatchObject({ event_attributes: { form: '12' } });
	});
});

it.each<[words: string, Operation, Values]>([
	[`'Customer ID' ${RESERVED}`, bulkUpdate, { customerId: 'guest' }],
	["'Customer ID' is empty", bulkUpdate, { customerId: null }],
	["'Unsubscribe From All' is", bulkUpdate, { customerId: 'a', unsubscribeFromAll: 'maybe' }],
	["'Categories' is empty", bulkUpdate, { customerId: 'a' }],
	["'Landing Page URL' is empty", get, { landingPageUrl: '' }],
	['has no cid', get, { landingPageUrl: 'https://a.example/?user_id=9' }],
	["'Customer ID' and 'Email' are both empty", updateOptIn, { optInStatus: 'OPTED_OUT' }],
	[`'Customer ID' ${RESERVED}`, updateOptIn, { optInStatus: 'OPTED_OUT', customerId: 'guest' }],
	['\'Opt-In Status\' is "yes"', updateOptIn, { optInStatus: 'yes', customerId: 'a' }],
	["'Limit' is 0, which is not a whole number above 0", getMany, { limit: 0 }],
	["'Limit' is -1", getMany, { limit: -1 }],
	["'Limit' is 1.5", getMany, { limit: 1.5 }],
	['\'Limit\' is "many"', getMany, { limit: 'many' }],
	["'Limit' is true", getMany, { limit: true }],
	["'Limit' is [5]", getMany, { limit: [5] }],
	["'Limit' is empty", getMany, { limit: '' }],
	['\'Channel\' is "push"', getMany, { channel: 'push' }],
	['\'Return All\' is "some"', getMany, { returnAll: 'some' }],
])('an item is refused with the words: %s', (words, operation, values) => {
	expectRefusal(operation, values, words);
});
