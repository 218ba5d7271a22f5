import type { IDataObject } from 'n8n-workflow';

import type { MoEngageRecord } from '../api/record';
import { sendWithRetries } from './attempts';
import type { Delivery, Result } from './types';

/** What a record's body says about its subject's state, or what came of looking it up. */
export type FoundState =
	| { kind: 'known'; state?: IDataObject }
	| Exclude<Result, { kind: 'accepted' }>;

/**
 * The states of a run's subjects: looked up once, just before the first record that keeps them leaves,
 * and from then on the state that was sent last.
 */
export class States {
	private readonly byKey = new Map<string, IDataObject>();

	constructor(private readonly delivery: Delivery) {}

	/** @param isProbe Whether the record helps to find the culprits of a rejected pool */
	async find({ state }: MoEngageRecord, isProbe: boolean): Promise<FoundState> {
		if (state?.lookUp === undefined) return { kind: 'known' };
		const known = this.byKey.get(state.key);
		if (known !== undefined) return { kind: 'known', state: known };
		const { endpoint, query, pick, missing } = state.lookUp;
		const result = await sendWithRetries(
			{ request: { endpoint, query }, weight: 1, isProbe },
			this.delivery,
		);
		// Whatever came of the look-up, the record itself has not been sent.
		if (result.kind === 'transient') return { ...result, ambiguous: false };
		if (result.kind !== 'accepted') return result;
		const picked = pick(result.json);
		if (picked === undefined) {
			return { kind: 'rejected', scope: 'record', failure: missing, rateLimitInfo: {} };
		}
		this.byKey.set(state.key, picked);
		return { kind: 'known', state: picked };
	}

	/** Forgets what a record is about to change: whether it does is only known once it is accepted. */
	noteDeparture({ state }: MoEngageRecord): void {
		if (state?.sets !== undefined) this.byKey.delete(state.key);
	}

	/** Notes the state that an accepted record has set. */
	noteAcceptance({ state }: MoEngageRecord): void {
		if (state?.sets !== undefined) this.byKey.set(state.key, state.sets);
	}
}
