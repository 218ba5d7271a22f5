import type { z } from 'zod';

import { complain, field, show } from './readFields';

/** One of the values of an option list, in any case; the listed spelling is sent. */
export const readChoice =
	<const Choice extends string>(choices: readonly Choice[]) =>
	(value: unknown, context: z.RefinementCtx): Choice => {
		const text = String(value ?? '').trim();
		return (
			choices.find((choice) => choice.toLowerCase() === text.toLowerCase()) ??
			complain(
				context,
				`is ${show(value)}, which is none of the options`,
				`Allowed are ${choices.join(', ')}.`,
			)
		);
	};

export const choice = <const Choice extends string>(choices: readonly Choice[]) =>
	field(readChoice(choices));
