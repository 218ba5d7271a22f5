import { createHash } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Workspace } from '../api/credential';
import type { Endpoint } from '../api/endpoints';
import type { MoEngageRecord } from '../api/record';
import type { KnownStates, Outcome, TimeSlice } from '../delivery';

/** What the tries of one run of one node have sent so far. */
class Memory {
	/** By what a record asks MoEngage for. */
	readonly outcomes = new Map<string, Outcome>();

	/** The items, and which of their records, whose events MoEngage has recorded, or may have. */
	readonly events = new Set<string>();

	/** What records have set, for later ones that keep it. */
	readonly states: KnownStates = new Map();
}

/**
 * Keyed by the execution data, which n8n passes to every try of the same run of a node, and by the
 * node's name, because an agent passes its own execution data to all of its tools.
 */
const memories = new WeakMap<object, Map<string, Memory>>();

/** Names equal contents by how often they have come before. */
const createCounter = () => {
	const counts = new Map<string, number>();
	return (name: string): string => {
		const count = counts.get(name) ?? 0;
		counts.set(name, count + 1);
		return `${name}.${count}`;
	};
};

/** Names what a record asks for. Its headers may have an id that is new in each try. */
const hashContents = ({ query, body, entry }: MoEngageRecord): string =>
	createHash('sha256')
		.update(JSON.stringify([query, body, entry]))
		.digest('base64');

/** Whether MoEngage has carried a record out, or may have. */
const isFinal = (outcome: Outcome): boolean =>
	outcome.kind === 'accepted' ||
	outcome.kind === 'ambiguous' ||
	outcome.mayHaveBeenApplied === true;

const OTHER_EVENT: Outcome = {
	kind: 'ambiguous',
	failure: {
		message:
			'An earlier try of this run has sent an event of this item with other values, so it is unclear whether the event was recorded',
		description: '',
	},
};

/** What accepted records have set, by ordering key; an empty name is everything. */
class AcceptedTargets {
	private readonly targets = new Map<string, Set<string>>();

	add({ orderingKeys, targets = [''] }: MoEngageRecord): void {
		for (const key of orderingKeys) {
			const known = this.targets.get(key) ?? new Set();
			this.targets.set(key, known);
			for (const target of targets) known.add(target);
		}
	}

	wouldUndo({ orderingKeys, targets }: MoEngageRecord): boolean {
		return orderingKeys.some((key) => {
			const known = this.targets.get(key);
			if (known === undefined || targets === undefined) return known !== undefined;
			return ['', ...targets].some((target) => known.has(target));
		});
	}
}

/**
 * What earlier tries of this run of the node have sent. With *Retry On Fail*, n8n runs the whole node
 * again; what MoEngage accepted, or may have carried out, is not sent a second time. Nor is what
 * failed, if it would undo a later record that was accepted.
 *
 * The calls of an agent's tool cannot be told from tries of one call. So a tool remembers nothing but
 * the events that may or may not have been recorded.
 */
export class AlreadySent {
	/** Absent where n8n runs the node only once. */
	private readonly memory?: Memory;

	private readonly isOwnRun: boolean;

	/** One counter for all connections, since those that differ only in the key have one name here. */
	private readonly count = createCounter();

	private readonly names = new Map<MoEngageRecord, { contents: string; item: string }>();

	constructor(
		context: IExecuteFunctions,
		private readonly endpoint: Endpoint,
	) {
		const { name, retryOnFail } = context.getNode();
		const execution = context.getExecuteData();
		this.isOwnRun = execution.node.name === name;
		if (retryOnFail !== true) return;
		const byNode = memories.get(execution) ?? new Map<string, Memory>();
		memories.set(execution, byNode);
		this.memory = byNode.get(name) ?? new Memory();
		byNode.set(name, this.memory);
	}

	get knownStates(): KnownStates | undefined {
		return this.isOwnRun ? this.memory?.states : undefined;
	}

	/**
	 * The outcome that each of the records of a workspace had before, where it is not to be sent again.
	 *
	 * @throws Cancelled
	 */
	async find(
		{ baseUrl, id, projectCode }: Workspace,
		records: MoEngageRecord[],
		timeSlice: TimeSlice,
	): Promise<Map<MoEngageRecord, Outcome>> {
		const found = new Map<MoEngageRecord, Outcome>();
		if (this.memory === undefined) return found;
		const { outcomes, events } = this.memory;
		const workspace = `${baseUrl} ${id} ${projectCode}`;
		for (const record of records) {
			if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
			const contents = this.count(`${workspace} ${hashContents(record)}`);
			const item = this.count(`${workspace} ${record.itemIndexes[0]}`);
			this.names.set(record, { contents, item });
			const isOtherEvent = !outcomes.has(contents) && events.has(item);
			if (isOtherEvent) found.set(record, OTHER_EVENT);
		}
		const accepted = new AcceptedTargets();
		for (const record of [...records].reverse()) {
			if (timeSlice.isOver) await timeSlice.yieldToEventLoop();
			const outcome = outcomes.get(this.names.get(record)?.contents ?? '');
			if (outcome === undefined) continue;
			if (isFinal(outcome) || accepted.wouldUndo(record)) found.set(record, outcome);
			if (outcome.kind === 'accepted') accepted.add(record);
		}
		return found;
	}

	note(record: MoEngageRecord, outcome: Outcome): void {
		const name = this.names.get(record);
		if (name === undefined || this.memory === undefined || outcome === OTHER_EVENT) return;
		const { idempotent = this.endpoint.idempotent } = record;
		const isEvent = !idempotent;
		if (this.isOwnRun || (isEvent && outcome.kind === 'ambiguous')) {
			this.memory.outcomes.set(name.contents, outcome);
		}
		if (this.isOwnRun && isEvent && isFinal(outcome)) this.memory.events.add(name.item);
	}
}
