import { Probe } from '../../../../nodes/MoEngage/delivery/limit/probe';

const FIVE_MINUTES = 5 * 60_000;

it('is due at once where nothing was ever heard, and five minutes after the last answer', () => {
	const probe = new Probe();
	expect(probe.timeUntilDue(0)).toBe(0);

	probe.answered(false, 1_000);
	expect(
		[1_000, FIVE_MINUTES, FIVE_MINUTES + 1_000, 1e9].map((at) => probe.timeUntilDue(at)),
	).toEqual([FIVE_MINUTES, 1_000, 0, 0]);
});

it('decides for all others until it is answered, or did not leave after all', () => {
	const probe = new Probe();
	const steps = [
		() => {},
		() => probe.departed(),
		() => probe.answered(false, 0),
		() => probe.answered(true, 0),
		() => probe.departed(),
		() => probe.withdrawn(),
	];
	const pending = steps.map((step) => {
		step();
		return probe.isPending();
	});

	expect(pending).toEqual([false, true, true, false, true, false]);
});
