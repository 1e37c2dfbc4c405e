/** Entry point of `npm run bench`: measures, prints the report, and stops everything it has started. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopAll } from './machine/child-processes.ts';
import { findPinning } from './machine/pinning.ts';
import { measure } from './measure.ts';
import { help, type Options, parseOptions, UsageError } from './options.ts';
import { clearProgress } from './progress.ts';
import { renderChart } from './reports/chart.ts';
import { renderPeerChart } from './reports/peer-chart.ts';
import { renderReport } from './reports/text-report.ts';
import { logTail, type ProductOptions } from './targets/product.ts';

const interruptExitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

async function main(options: Options): Promise<void> {
  const pinning = findPinning();
  const temporaryFolder = mkdtempSync(join(tmpdir(), 'colloquy-bench-'));
  const productOptions: ProductOptions = {
    entry: options.entry,
    temporaryFolder,
    processor: pinning?.server ?? null,
  };
  let interrupted = false;

  const cleanUp = async (): Promise<void> => {
    await stopAll();
    rmSync(temporaryFolder, { recursive: true, force: true, maxRetries: 3 });
  };
  for (const [signal, exitCode] of Object.entries(interruptExitCodes)) {
    process.on(signal, () => {
      // npm passes on the signal that the terminal has sent already.
      if (interrupted) return;
      interrupted = true;
      clearProgress();
      // The process ends whether the clean-up succeeds or fails.
      void cleanUp().finally(() => process.exit(exitCode));
    });
  }

  try {
    const report = await measure(options, productOptions, pinning);
    clearProgress();
    console.log(renderReport(report));
    if (options.jsonFile !== null) writeFileSync(options.jsonFile, `${JSON.stringify(report, null, 2)}\n`);
    if (report.soak !== null && report.soak.problems.length > 0) process.exitCode = 1;
    if (options.svgFile !== null)
      writeFileSync(options.svgFile, (options.peers ? renderPeerChart : renderChart)(report));
  } catch (problem) {
    // Stopping the processes makes requests in flight fail, which need not be reported.
    if (!interrupted) {
      clearProgress();
      const log = logTail(productOptions);
      if (log !== '') console.error(`The server's last log lines:\n${log}\n`);
      console.error(problem instanceof Error ? problem.message : problem);
      process.exitCode = 1;
    }
  } finally {
    if (!interrupted) await cleanUp();
  }
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === null) console.log(help);
  else await main(options);
} catch (problem) {
  if (!(problem instanceof UsageError)) throw problem;
  console.error(`${problem.message}\n\n${help}`);
  process.exitCode = 1;
}
