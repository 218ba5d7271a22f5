import { Doubt } from '../../../../nodes/MoEngage/delivery/limit/doubt';

it.each<[string, number[], number[], boolean]>([
	['most of them pass', [4, 5, 6], [4, 6], true],
	['all of two pass', [4, 5], [4, 5], true],
	['the only one passes', [4], [4], true],
	['only half of them pass', [4, 5], [4], false],
	['one passes twice', [4, 5], [4, 4], false],
	['others pass that left earlier or later', [1, 2, 4], [1, 2, 9], false],
])('a 429 was about one request: %s', (_, underWay, passed, isDoubtful) => {
	const doubt = new Doubt(3, underWay);

	expect(passed.map((number) => doubt.passed(number)).at(-1)).toBe(isDoubtful);
});

it('nothing can tell where all that is under way left before it', () => {
	expect([[1, 2], [4], []].map((underWay) => new Doubt(3, underWay).isWithoutWitness)).toEqual([
		...[true, false, true],
	]);
});
