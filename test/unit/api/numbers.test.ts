import { groupDigits } from '../../../nodes/MoEngage/api/numbers';

it.each([
	[0, '0'],
	[999, '999'],
	[1_000, '1,000'],
	[12_345, '12,345'],
	[1_234_567, '1,234,567'],
])('writes %i as people read it: %s', (number, text) => {
	expect(groupDigits(number)).toBe(text);
});
