import { backOff } from '../../../nodes/MoEngage/delivery/backOff';

const always = (value: number) => () => value;

it('waits at least twice as long before each next retry, from two seconds up to a minute', () => {
	const waits = [0, 1, 2, 3, 4, 5, 10].map((retry) => backOff(retry, always(0)));

	expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
});

it('never waits less than the two seconds that MoEngage asks for, times the number of the retry', () => {
	expect(backOff(100, always(0))).toBe(202_000);
});

it('adds up to half of that, so that requests that were refused together come back apart', () => {
	const waits = [0, 0.5, 1].map((random) => backOff(2, always(random)));

	expect(waits).toEqual([8_000, 10_000, 12_000]);
});
