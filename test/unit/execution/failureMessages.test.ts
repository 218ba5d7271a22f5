import { toFailure } from '../../../nodes/MoEngage/execution/itemOutcomes';

const failure = { message: 'MoEngage said no', description: 'Ask why', httpCode: '503' };

beforeEach(() => {
	jest.useFakeTimers({ now: new Date('2026-05-17T09:30:00Z') });
});

afterEach(() => {
	jest.useRealTimers();
});

it('gives what MoEngage refused in its own words', () => {
	expect(toFailure({ kind: 'failed', failure })).toEqual(failure);
});

it('says of what may have been recorded that it was not sent again, and what to do', () => {
	expect(toFailure({ kind: 'ambiguous', failure })).toEqual({
		...failure,
		description:
			'It was not sent again, because MoEngage could then record it twice. Look it up in MoEngage before you send it again.',
	});
});

it('does not say of what may have been sent again that it was not', () => {
	expect(toFailure({ kind: 'ambiguous', failure, isRepeated: true })).toEqual({
		...failure,
		description:
			"MoEngage may have recorded it, even more than once, because 'Repeat When Unclear' is on. Look it up in MoEngage before you send it again.",
	});
});

it.each([
	[
		{ kind: 'limitUsedUp', wait: 90_000 } as const,
		{ message: "MoEngage's limit for this workspace is used up until 2026-05-17 09:31:30 UTC" },
	],
	[
		{ kind: 'askedToWait', wait: 3_600_000, failure } as const,
		{
			message: 'MoEngage said no; MoEngage asks you to wait until 2026-05-17 10:30:00 UTC',
			httpCode: '503',
		},
	],
])('names the time from which it can be sent: %j', (failedOutcome, told) => {
	expect(toFailure(failedOutcome)).toEqual({
		...told,
		description: expect.stringMatching(/^Run the item again after that time, or .*'Max Wait'/),
	});
});

it.each([
	{ kind: 'failed', failure } as const,
	{ kind: 'limitUsedUp', wait: 90_000 } as const,
	{ kind: 'askedToWait', wait: 90_000, failure } as const,
	{ kind: 'outage', trials: 6, failure } as const,
])('says that an earlier attempt may have been carried out: %j', (failedOutcome) => {
	const { description } = toFailure({ ...failedOutcome, mayHaveBeenApplied: true });

	expect(description).toBe(
		`${toFailure(failedOutcome).description} An attempt had no clear answer, so MoEngage may have carried it out.`,
	);
});

it('leaves it to a time-out to say that it may have been carried out', () => {
	const timedOut = { message: 'MoEngage did not answer', description: 'Try again' };

	expect(toFailure({ kind: 'failed', failure: timedOut, mayHaveBeenApplied: true })).toBe(timedOut);
});

it.each([
	[1, '1 round'],
	[1_200, '1,200 rounds'],
])(
	'counts the rounds in which nothing got through, and repeats the last error: %i',
	(trials, rounds) => {
		expect(toFailure({ kind: 'outage', trials, failure })).toEqual({
			...failure,
			message: `Nothing got through to MoEngage in ${rounds} of requests, so the rest was not sent. The last error was: MoEngage said no`,
		});
	},
);
