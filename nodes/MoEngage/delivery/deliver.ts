import type { Course, Delivery } from './errand';
import type { Line, Pool } from './line';
import { PoolDelivery } from './poolDelivery';

/**
 * Sends the pools, several at a time and those of one subject in their order, and tells what became
 * of each record. When MoEngage refuses every request, what has not left yet shares that refusal.
 * When the delivery stops for another reason or is cancelled, what has not left yet gets no outcome.
 */
export const deliver = async (line: Line, delivery: Delivery, course: Course): Promise<void> => {
	const run = new PoolDelivery(delivery, course, line.length);
	let underWay = 0;
	let unforeseen: unknown;

	const deliverNext = (pool: Pool, goOn: () => void): void => {
		underWay += 1;
		run
			.deliver(pool)
			.catch((error: unknown) => {
				unforeseen ??= error;
				run.stop();
			})
			.finally(() => {
				underWay -= 1;
				line.settled(pool);
				goOn();
			});
	};

	await new Promise<void>((resolve) => {
		const goOn = () => {
			while (underWay < course.concurrency && !run.isOver) {
				const pool = line.take();
				if (pool === undefined) break;
				deliverNext(pool, goOn);
			}
			if (underWay === 0) resolve();
		};
		goOn();
	});
	if (unforeseen !== undefined) throw unforeseen;
	for (let pool = line.take(); pool !== undefined; pool = line.take()) {
		run.abandon(pool);
		line.settled(pool);
	}
};
