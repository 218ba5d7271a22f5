import { countNouns } from '../../api/numbers';
import type { CrossItemCheck, HintTopic, ItemParameters } from '../operation';

/** Notes names for the hint that the run shows afterward about all items with the topic. */
export const note = ({ notes }: ItemParameters, topic: HintTopic, names: readonly string[]) => {
	if (names.length === 0) return;
	const known = notes.get(topic);
	notes.set(topic, known === undefined ? names : [...known, ...names]);
};

/** Writes one hint about all that was noted of the items of a run, with a sentence for each topic. */
export const createNoteHints = (): CrossItemCheck => {
	const topics = new Map<HintTopic, { count: number; names: Set<string> }>();
	return {
		add: (_, { notes = [] }) => {
			for (const [topic, names] of notes) {
				const known = topics.get(topic) ?? { count: 0, names: new Set() };
				topics.set(topic, known);
				known.count += 1;
				for (const name of names) known.names.add(name);
			}
		},
		conclude: () => {
			const sentences = [...topics].map(([topic, { count, names }]) =>
				topic(countNouns(count, 'item'), [...names]),
			);
			return { hints: sentences.length === 0 ? [] : [sentences.join(' ')] };
		},
	};
};
