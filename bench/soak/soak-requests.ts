/** The requests of a soak, over keep-alive connections. */

import { Agent, request } from 'node:http';
import { Histogram } from '../load/histogram.ts';
import { authorization } from '../targets/product.ts';
import type { SoakProblems } from './soak-problems.ts';

const replyTimeoutMs = 20_000;

/** What was sent since the last call of `takeWindow`. */
interface RequestWindow {
  readonly requests: number;
  readonly p99Milliseconds: number;
}

export class SoakRequests {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 256 });
  readonly #port: number;
  readonly #problems: SoakProblems;
  #window = new Histogram();
  /** Requests that have had a reply. */
  count = 0;

  constructor(port: number, problems: SoakProblems) {
    this.#port = port;
    this.#problems = problems;
  }

  /** Sends a request that enables webhooks; returns the reply's body, or null after counting an unexpected reply. */
  async send(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    expectedStatus: number,
    form?: string,
  ): Promise<string | null> {
    const started = performance.now();
    try {
      const { status, body } = await this.#exchange(method, path, form);
      this.#window.record(performance.now() - started);
      this.count += 1;
      if (status === expectedStatus) return body;
      this.#problems.add(`${method}: status ${status}`, `${method} ${path}: ${body}`);
    } catch (error) {
      this.#problems.add(`${method}: no reply`, error);
    }
    return null;
  }

  takeWindow(): RequestWindow {
    const window = this.#window;
    this.#window = new Histogram();
    return { requests: window.count, p99Milliseconds: window.percentile(99) };
  }

  close(): void {
    this.#agent.destroy();
  }

  #exchange(method: string, path: string, form?: string): Promise<{ status: number; body: string }> {
    const headers = {
      Authorization: authorization,
      'X-Twilio-Webhook-Enabled': 'true',
      ...(form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { host: '127.0.0.1', port: this.#port, method, path, headers, agent: this.#agent },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.once('error', reject);
          incoming.once('end', () =>
            resolve({ status: incoming.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
          );
        },
      );
      outgoing.setTimeout(replyTimeoutMs, () =>
        outgoing.destroy(new Error(`no reply to ${method} ${path} in ${replyTimeoutMs / 1000} s`)),
      );
      outgoing.once('error', reject);
      outgoing.end(form);
    });
  }
}
