import { backOff } from '../../../nodes/MoEngage/delivery/backOff';

const random = jest.spyOn(Math, 'random');

afterAll(() => random.mockRestore());

it('waits up to 2 seconds before the first retry and up to twice as long before each next one', () => {
	random.mockReturnValue(1);

	expect([0, 1, 2, 3, 4].map(backOff)).toEqual([2_000, 4_000, 8_000, 16_000, 32_000]);
});

it('never waits longer than a minute', () => {
	random.mockReturnValue(1);

	expect([5, 10, 2_000].map(backOff)).toEqual([60_000, 60_000, 60_000]);
});

it('spreads retries over the whole time, so that requests that failed together come back apart', () => {
	random.mockReturnValueOnce(0).mockReturnValueOnce(0.25).mockReturnValueOnce(0.75);

	expect([backOff(2), backOff(2), backOff(2)]).toEqual([0, 2_000, 6_000]);
});
