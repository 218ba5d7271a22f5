import type { IDataObject } from 'n8n-workflow';

import type { MoEngageRecord } from '../../api/record';
import type { SendContext } from '../send/context';
import { sendWithRetries, type SendResult } from '../send/sendWithRetries';

/** What a record's body says about a kept state, or what came of looking it up. */
type FoundState =
	| { kind: 'known'; state?: IDataObject }
	| Exclude<SendResult, { kind: 'accepted' }>;

/**
 * The states of a run that records keep: looked up once, just before the first such record is sent,
 * and from then on the state that was sent last.
 */
export class KeptStates {
	private readonly byKey = new Map<string, IDataObject>();

	constructor(private readonly context: SendContext) {}

	async find({ state }: MoEngageRecord): Promise<FoundState> {
		if (state?.lookUp === undefined) return { kind: 'known' };
		const known = this.byKey.get(state.key);
		if (known !== undefined) return { kind: 'known', state: known };
		const { endpoint, query, pick, missing } = state.lookUp;
		const job = { endpoint, compose: () => ({ endpoint, query }) };
		const result = await sendWithRetries(job, this.context);
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
	forget({ state }: MoEngageRecord): void {
		if (state?.sets !== undefined) this.byKey.delete(state.key);
	}

	/** Notes the state that an accepted record has set. */
	noteAcceptance({ state }: MoEngageRecord): void {
		if (state?.sets !== undefined) this.byKey.set(state.key, state.sets);
	}
}
