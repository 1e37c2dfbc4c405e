import './assert-node.ts';

export type { App, AppDeps } from './app/app.ts';
export { startApp } from './app/start-app.ts';
export { type Config, parseConfig } from './config/config.ts';
export { ConfigError } from './config/config-error.ts';
export { readSettings } from './config/read-settings.ts';
export { describeUnknownSettings } from './config/unknown-settings.ts';
export { createLog, type Log, type Logger } from './observe/logger.ts';
export { type Clock, ManualClock, systemClock } from './platform/clock.ts';
