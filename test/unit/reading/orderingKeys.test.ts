import { resources } from '../../../nodes/MoEngage/resources';
import { readItem, type Values } from './readItem';

const device = { customerId: 'ada', deviceId: 'd-1', platform: 'iOS', pushId: 't-1' };
const row = { customer_id: 'ada', device_id: 'd-1', platform: 'iOS', push_id: 't-1' };
const visitor = { identifyBy: 'ids', userId: '7Xv', campaignId: '5FG' };
const news = { categoriesMode: 'json', categoriesJson: { News: true } };
const all = { target: 'allDevices', unblockTarget: 'allDevices' };
const oneDevice = { deviceIdentifiersMode: 'json', deviceIdentifiersJson: [{ push_id: 't' }] };
const custom = { userIdentifierType: 'custom', customUserIdentifierType: 'x' };
const both = { customerId: 'ada', email: 'ada@example.com', optInStatus: 'OPTED_OUT' };
const member = (customerId: string, cohortId: string) => ({
	customerId,
	cohortId,
	cohortName: 'Name',
});
const pair = { mergedCustomerId: 'ada', retainedCustomerId: 'bob' };

/** By operation, what an item says, and what others say with the same ordering key. */
const cases: Record<string, [one: Values, same: Values[], stranger: Values]> = {
	'device upsert': [
		device,
		[
			{ ...device, customerId: 'bob' },
			{ ...device, deviceId: 'd-2' },
		],
		{ ...device, customerId: 'bob', deviceId: 'd-2' },
	],
	'device bulkUpsert': [
		row,
		[
			{ ...row, customer_id: 'bob' },
			{ ...row, device_id: 'd-2' },
		],
		{ ...row, customer_id: 'bob', device_id: 'd-2' },
	],
	'cohort addUsers': [member('ada', 'vip'), [member('ada', 'vip')], member('ada', 'new')],
	'cohort removeUsers': [member('ada', 'vip'), [member('ada', 'vip')], member('bob', 'vip')],
	'deviceOptOut block': [
		{ ...all, userIdentifierValue: 'ada' },
		[{ ...oneDevice, userIdentifierValue: ' ada' }],
		{ ...all, userIdentifierValue: 'bob' },
	],
	'deviceOptOut unblock': [
		{ ...all, ...custom, userIdentifierValue: 'ada@x.com' },
		[{ ...all, ...custom, userIdentifierValue: 'Ada@X.com' }],
		{ ...all, userIdentifierValue: 'ada@x.com' },
	],
	'emailOptIn update': [
		both,
		[
			{ ...both, email: '' },
			{ ...both, customerId: '', email: 'ADA@example.com' },
		],
		{ ...both, customerId: 'bob', email: 'bob@example.com' },
	],
	'emailResubscription resubscribe': [
		{ recipients: 'ada@example.com' },
		[{ recipients: 'ADA@Example.com', esp: 'custom', customEsp: 'X' }],
		{ recipients: 'bob@example.com' },
	],
	'subscriptionPreference updateForUser': [
		{ ...news, userIdentifierValue: 'ada' },
		[{ userIdentifierValue: 'ada', channel: 'sms', globalSubscription: 'unsubscribed' }],
		{ ...news, userIdentifierValue: 'bob' },
	],
	'subscriptionPreference update': [
		{ ...visitor, ...news },
		[{ ...visitor, campaignId: '6GH', unsubscribeAll: true }],
		{ ...visitor, userId: '8Yw', ...news },
	],
	'subscriptionPreference bulkUpdate': [
		{ customerId: 'ada', ...news },
		[{ customerId: 'ada', unsubscribeFromAll: true }],
		{ customerId: 'bob', ...news },
	],
	'user upsert': [{ customerId: 'ada' }, [{ customerId: ' ada ' }], { customerId: 'bob' }],
	'user bulkUpsert': [{ customerId: 'ada' }, [{ customerId: 'ada' }], { customerId: 'bob' }],
	'user delete': [
		{ userIdentifierValue: 'ada' },
		[{ userIdentifierValue: 'ada' }],
		{ userIdentifierValue: 'bob' },
	],
	'user merge': [
		pair,
		[
			{ mergedCustomerId: 'cy', retainedCustomerId: 'ada' },
			{ mergedCustomerId: 'bob', retainedCustomerId: 'cy' },
		],
		{ mergedCustomerId: 'cy', retainedCustomerId: 'dan' },
	],
};

it('means one user by an email in any case, with one global unsubscribe on all channels', () => {
	const updateForUser = resources
		.flatMap(({ operations }) => operations)
		.find(({ value }) => value === 'updateForUser');
	const keysOf = (userIdentifierValue: string, channel: string, globalSubscription: string) =>
		updateForUser &&
		readItem(updateForUser, {
			...{ userIdentifierType: 'email', userIdentifierValue, channel, globalSubscription },
			...news,
		}).records.map(({ orderingKeys, state }) => ({ orderingKeys, key: state?.key }));
	const kept = keysOf('ada@example.com', 'email', 'keep');

	expect(kept).toHaveLength(1);
	expect(keysOf('Ada@Example.com', 'sms', 'unsubscribed')).toEqual(kept);
	expect(keysOf('bob@example.com', 'email', 'keep')).not.toEqual(kept);
});

const writing = resources.flatMap(({ value, operations }) =>
	operations
		// MoEngage names no limit for erasures, so each of them waits for the one before.
		.filter(
			({ isRead, endpoint, value: name }) => !isRead && endpoint.idempotent && name !== 'erase',
		)
		.map((operation) => ({ id: `${value} ${operation.value}`, operation })),
);

it.each(writing)(
	'$id takes effect in the order of the items for one subject, and holds up no stranger',
	({ id, operation }) => {
		const keysOf = (values: Values) => {
			const isMapped = operation.value === 'bulkUpsert' && id.startsWith('device');
			const mapped = { 'deviceMapping.mappingMode': 'autoMapInputData' };
			const ask = isMapped
				? readItem(operation, mapped, Object(values))
				: readItem(operation, values);
			return ask.records.flatMap(({ orderingKeys }) => orderingKeys);
		};
		const [one = {}, same = [], stranger = {}] = cases[id] ?? [];
		const orderingKeys = new Set(keysOf(one));
		const isShared = (values: Values) => keysOf(values).some((each) => orderingKeys.has(each));

		expect(same.length).toBeGreaterThan(0);
		expect(same.map(isShared)).toEqual(same.map(() => true));
		expect(isShared(stranger)).toBe(false);
	},
);
