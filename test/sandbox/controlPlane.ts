import { z } from 'zod';

import type { MoEngage } from './moengage';
import { writeJson, type Reply } from './replies';
import { changesSchema, type SandboxChanges } from './settings';

/** The parts of the sandbox that can be reached over HTTP. */
export interface Controlled {
	moengage: MoEngage;
	configure(changes: SandboxChanges): void;
	clear(): void;
}

export const controlPrefix = '/__sandbox/';
const shownRequests = 100;

const act = (
	{ moengage, configure, clear }: Controlled,
	action: string,
	body: string,
): object | undefined => {
	switch (action) {
		case 'GET requests':
			return moengage.received().slice(-shownRequests);
		case 'GET counts':
			return moengage.counts();
		case 'POST configure':
			configure(changesSchema.parse(JSON.parse(body)));
			return { ok: true };
		case 'POST clear':
			clear();
			return { ok: true };
		default:
			return undefined;
	}
};

/** Answers a request to the sandbox itself. */
export const control = (
	controlled: Controlled,
	method: string,
	path: string,
	body: string,
): Reply => {
	try {
		const done = act(controlled, `${method} ${path.slice(controlPrefix.length)}`, body);
		return done
			? writeJson(200, done)
			: writeJson(404, { message: `The sandbox has no ${method} ${path}` });
	} catch (error) {
		const problems = error instanceof z.ZodError ? error.issues : String(error);
		return writeJson(400, { message: 'The sandbox cannot use this', problems });
	}
};
