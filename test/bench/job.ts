import type { INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

const parametersSchema = z.custom<INodeParameters>(
	(value) => typeof value === 'object' && value !== null,
);

const jobSchema = z.object({
	/** Who sends: this node, plain Node.js, or nobody. */
	sender: z.enum(['moEngage', 'bare', 'nobody']),
	parameters: parametersSchema,
	/** What each item is. */
	items: z.enum(['devices', 'addresses']),
	count: z.number().int().positive(),
	/** So many items are sent before the clock starts. */
	warmUp: z.number().int().min(0),
	url: z.string(),
	/** How many MB the heap of its process may have, if not what V8 chooses for the machine. */
	maxHeap: z.number().int().optional(),
});

/** What one process of the benchmark does. */
export type Job = z.output<typeof jobSchema>;

export const readJob = (text: string): Job => jobSchema.parse(JSON.parse(text));

export const measuredSchema = z.object({
	milliseconds: z.number(),
	cpuMilliseconds: z.number(),
	/** The most memory that the process held, in MB. */
	peakMemory: z.number(),
	/** The longest times, in milliseconds, for which the node held the event loop. */
	longestStands: z.object({ all: z.number(), withoutGarbage: z.number() }),
	/** The output items without an error. */
	sent: z.number(),
	failed: z.number(),
	/** Why the first of the others was not sent. */
	firstFailure: z.string().optional(),
});

export type Measured = z.output<typeof measuredSchema>;

export const loadedSchema = z.object({
	milliseconds: z.number(),
	/** What of it the package's modules take; the rest is n8n's work on the node's description. */
	moduleMilliseconds: z.number(),
	/** What the heap holds more than before. */
	megabytes: z.number(),
	/** The nodes that n8n found. */
	nodes: z.array(z.string()).length(1),
});

/** What loading a package cost. */
export type Loaded = z.output<typeof loadedSchema>;
