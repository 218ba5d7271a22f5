import { readCategories, readCategoryList } from '../../../nodes/MoEngage/api/categories';

const product = {
	name: 'product',
	display_name: 'Product news',
	group: 'News',
};

it('reads the categories as they came, and leaves out what is none', () => {
	const data = [product, { id: 7 }, null, 'product', ['product']];

	expect(readCategoryList({ data })).toEqual([product, { id: 7 }]);
});

it.each([{}, { data: null }, { data: { name: 'product' } }])('finds none in %j', (answer) => {
	expect(readCategoryList(answer)).toEqual([]);
	expect(readCategories(answer)).toEqual([]);
});

it('offers those that have a name, without what is no text', () => {
	const data = [product, { id: 7 }, { name: 8 }, { name: 'offers', group: null, status: 'active' }];

	expect(readCategories({ data })).toEqual([product, { name: 'offers', status: 'active' }]);
});
