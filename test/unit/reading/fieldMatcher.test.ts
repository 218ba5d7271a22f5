import fc from 'fast-check';

import { createFieldFinder } from '../../../nodes/MoEngage/resources/fields/fieldMatcher';
import { InvalidInput } from '../../../nodes/MoEngage/resources/operation';

const find = createFieldFinder(['customer_id', 'platform', 'Special Offers']);

it.each([
	['customer_id', 'customer_id'],
	['Customer_ID', 'customer_id'],
	['customerId', 'customer_id'],
	['CustomerID', 'customer_id'],
	['Customer ID', 'customer_id'],
	[' customer\u00a0 id', 'customer_id'],
	[' customer_id ', 'customer_id'],
	['\ufeffcustomer_id', 'customer_id'],
	['PLATFORM\u200b', 'platform'],
	['special offers', 'Special Offers'],
	['special_offers', 'Special Offers'],
	['specialOffers', 'Special Offers'],
])('a field named %j is found as %j', (name, wanted) => {
	expect([...find({ other: 1, [name]: 'x' })]).toEqual([[wanted, 'x']]);
});

it.each(['customer', 'customer-id', 'my_customer_id', 'plat_form', 'plat form', '', '__proto__'])(
	'a field named %j is none of them',
	(name) => {
		expect(find({ [name]: 'x' }).size).toBe(0);
	},
);

it('the exact spelling wins, unless it is empty', () => {
	expect(find({ customerId: 'b', customer_id: 'a', ID: 'c' }).get('customer_id')).toBe('a');
	expect(find({ customer_id: 'a', customerId: 'b' }).get('customer_id')).toBe('a');
	expect(find({ customerId: 'b', customer_id: null }).get('customer_id')).toBe('b');
});

it('two other spellings may say the same, or one of them nothing', () => {
	expect(find({ customerId: 7, CUSTOMER_ID: 7 }).get('customer_id')).toBe(7);
	expect(find({ customerId: { a: 1 }, CUSTOMER_ID: { a: 1 } }).get('customer_id')).toEqual({
		a: 1,
	});
	expect(find({ customerId: ' ', CUSTOMER_ID: 7 }).get('customer_id')).toBe(7);
	expect(find({ customerId: null, CUSTOMER_ID: '' }).has('customer_id')).toBe(true);
});

it('two other spellings that contradict each other are refused by name', () => {
	const findBoth = () => find({ customerId: 'b', CUSTOMER_ID: 'c' });
	const hint =
		'Remove one of the two fields before this node, or rename the right one to customer_id.';

	expect(findBoth).toThrow(InvalidInput);
	expect(findBoth).toThrow(
		`This item has both "customerId" and "CUSTOMER_ID" for 'customer_id', with different values`,
	);
	expect(findBoth).toThrow(expect.objectContaining({ description: hint }));
});

it('two wanted names that differ in case only are found by their exact spelling', () => {
	const findNews = createFieldFinder(['News', 'news', 'Offers']);

	expect([...findNews({ news: 1, NEWS: 2, offers: 3 })]).toEqual([
		['news', 1],
		['Offers', 3],
	]);
	expect(findNews({ NEWS: 2 }).size).toBe(0);
});

it('a wanted name may have more than one space between its words', () => {
	const findOffers = createFieldFinder(['Special  Offers']);

	expect(findOffers({ special_offers: 1 }).get('Special  Offers')).toBe(1);
	expect(findOffers({ specialOffers: 2 }).get('Special  Offers')).toBe(2);
});

it('finds in each item what it has, whatever the items before had', () => {
	const key = fc.constantFrom('customer_id', 'Platform', 'specialOffers', 'id', 'plan');
	const item = fc.dictionary(key, fc.integer());
	fc.assert(
		fc.property(fc.array(item), (items) => {
			const shared = createFieldFinder(['customer_id', 'platform', 'Special Offers']);
			for (const json of items) {
				const fresh = createFieldFinder(['customer_id', 'platform', 'Special Offers']);
				expect([...shared(json)]).toEqual([...fresh(json)]);
			}
		}),
	);
});
